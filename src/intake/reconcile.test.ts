import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sha, shop } from '#test/fixtures/github/payloads.ts'
import { sentryFixture } from '#test/fixtures/sentry/payloads.ts'
import { type TestIntake, testIntake } from '#test/intake.ts'
import { type GitHubStandIn, type StandInPull, startGitHubApi } from '#test/stand-ins/github-api.ts'
import { type SentryStandIn, startSentryApi } from '#test/stand-ins/sentry-api.ts'
import { at, attempts, deployed, deployedFix, errorCreated, merge, merged, moveTo, opened } from '#test/story.ts'
import { reconcile } from './reconcile.ts'

let sentry: SentryStandIn
let github: GitHubStandIn
let intake: TestIntake
beforeAll(async () => {
  sentry = await startSentryApi()
  github = await startGitHubApi()
  github.addRepository(shop.fullName)
  intake = await testIntake({ sentryApi: sentry, githubApi: github, withoutSweeps: true })
})
beforeEach(async () => {
  await intake.fresh()
  const firstEvent = { eventID: 'a0', dateCreated: at(10), release: 'checkout-api@4.10.2', environment: 'production' }
  sentry.issues.set('4820175533', { fields: { ...sentryFixture('api-issue') }, events: [firstEvent] })
  const repository = github.repositories.get(shop.fullName)
  repository?.pulls.splice(0)
  repository?.parents.clear()
})
afterAll(async () => {
  await intake?.close()
  await sentry?.close()
  await github?.close()
})

async function look(): Promise<void> {
  await reconcile(intake.runtime, intake.ports, new AbortController().signal)
  await intake.runtime.jobs.drain()
}

function pullOnGitHub(change: Partial<StandInPull>): void {
  const repository = github.repositories.get(shop.fullName)
  repository?.pulls.push({
    number: 7,
    state: 'open',
    title: 'A fix',
    body: '',
    headRef: 'fix/crash',
    headSha: sha('head'),
    headRepository: repository,
    baseRef: 'main',
    author: 'octocat',
    mergeSha: null,
    updatedAt: at(60),
    ...change,
  })
}

test('an error that goes on escalating raises its issue once, however often it is asked about', async () => {
  moveTo(intake, 10)
  await intake.sentry('issue', errorCreated(10))
  const { id, identifier } = await intake.issue()
  moveTo(intake, 100)
  await intake.github('pull_request', merged(90, `Fix ${identifier}`))
  expect(await attempts(intake)).toMatchObject([{ state: 'awaiting_deploy' }])
  await intake.runtime.database.kysely.updateTable('dispatch_issue').set({ priority: 'P3' }).where('id', '=', id).execute()
  for (const minute of [120, 121, 122]) {
    moveTo(intake, minute)
    const seen = { status: 'unresolved', substatus: 'escalating', lastSeen: at(minute), count: String(minute) }
    sentry.issues.set('4820175533', { fields: { ...sentryFixture('api-issue'), ...seen }, events: [] })
    await look()
  }
  expect((await intake.issue()).priority).toBe('P2')
  expect((await intake.events()).filter((event) => event.type === 'signal.recorded')).toHaveLength(1)
})

test('an error that came back while its issue is open is noted once for each regression', async () => {
  moveTo(intake, 10)
  await intake.sentry('issue', errorCreated(10))
  const { identifier } = await intake.issue()
  moveTo(intake, 100)
  await intake.github('pull_request', merged(90, `Fix ${identifier}`))
  const told = async () => (await intake.events()).filter((event) => event.type === 'signal.recorded')
  const poll = async (minute: number, status: Record<string, string>) => {
    moveTo(intake, minute)
    const fields = { ...sentryFixture('api-issue'), ...status, lastSeen: at(minute), count: String(minute) }
    sentry.issues.set('4820175533', { fields, events: [] })
    await look()
  }
  const regressed = { status: 'unresolved', substatus: 'regressed' }
  for (const minute of [120, 121, 122]) await poll(minute, regressed)
  expect((await told()).map(({ payload }) => payload)).toMatchObject([{ reason: 'regressed_while_open' }])
  moveTo(intake, 130)
  await intake.sentry('issue', sentryFixture('issue-resolved'))
  for (const minute of [140, 141]) await poll(minute, regressed)
  expect((await told()).filter(({ payload }) => payload.reason === 'regressed_while_open')).toHaveLength(2)
})

test('a merge of which no webhook came is found', async () => {
  moveTo(intake, 10)
  await intake.sentry('issue', errorCreated(10))
  const { identifier } = await intake.issue()
  moveTo(intake, 60)
  await intake.github('pull_request', opened(60, `Fix ${identifier}`))
  pullOnGitHub({ state: 'merged', mergeSha: merge, updatedAt: at(90), title: `Fix ${identifier}` })
  moveTo(intake, 95)
  await look()
  expect(await attempts(intake)).toMatchObject([{ state: 'awaiting_deploy', merge_sha: merge, merged_at: new Date(at(90)) }])
  const before = await intake.events()
  await look()
  expect(await intake.events()).toHaveLength(before.length)
})

test('a regression of which no webhook came fails the watched fix', async () => {
  await deployedFix(intake)
  const issue = sentry.issues.get('4820175533')
  Object.assign(issue?.fields ?? {}, { status: 'unresolved', substatus: 'regressed', lastSeen: at(300), count: '99' })
  issue?.events.push({ eventID: 'b1', dateCreated: at(300), environment: 'production' })
  moveTo(intake, 310)
  await look()
  expect(await attempts(intake)).toMatchObject([{ state: 'failed' }])
})

test('a deployment of which nobody knew what it contains is asked about again', async () => {
  moveTo(intake, 10)
  await intake.sentry('issue', errorCreated(10))
  const { identifier } = await intake.issue()
  moveTo(intake, 100)
  await intake.github('pull_request', merged(90, `Fix ${identifier}`))
  await intake.github('deployment_status', deployed(100, { sha: sha('release') }))
  expect(await attempts(intake)).toMatchObject([{ state: 'awaiting_deploy' }])
  github.repositories.get(shop.fullName)?.parents.set(merge, []).set(sha('release'), [merge])
  await look()
  expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
})

test('a vendor that does not answer holds up nobody', async () => {
  await deployedFix(intake)
  sentry.next.push({ status: 500 }, { status: 500 })
  github.next.push(...Array.from({ length: 10 }, () => ({ status: 500 })))
  await look()
  expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
  github.next.length = 0
  sentry.next.length = 0
})
