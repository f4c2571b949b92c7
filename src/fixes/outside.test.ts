import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { pushPayload, sha, shop } from '#test/fixtures/github/payloads.ts'
import { sentryFixture } from '#test/fixtures/sentry/payloads.ts'
import { type TestIntake, testIntake } from '#test/intake.ts'
import { type GitHubStandIn, startGitHubApi } from '#test/stand-ins/github-api.ts'
import { type SentryStandIn, startSentryApi } from '#test/stand-ins/sentry-api.ts'
import {
  at,
  attempts,
  deployed,
  deployedFix,
  errorCreated,
  errorRegressed,
  merge,
  merged,
  moveTo,
  otherError,
} from '#test/story.ts'
import { sweepLooks } from './sweep-looks.ts'
import { sweepWindows } from './sweep-windows.ts'

let sentry: SentryStandIn
let github: GitHubStandIn
let intake: TestIntake
beforeAll(async () => {
  sentry = await startSentryApi()
  github = await startGitHubApi()
  github.addRepository(shop.fullName)
  intake = await testIntake({ sentryApi: sentry, githubApi: github })
})
beforeEach(async () => {
  await intake.fresh()
  const firstEvent = { eventID: 'a0', dateCreated: at(10), release: 'checkout-api@4.10.2', environment: 'production' }
  sentry.issues.set('4820175533', { fields: { ...sentryFixture('api-issue'), status: 'unresolved' }, events: [firstEvent] })
  sentry.projectEvents.set('checkout-api', 320)
  sentry.next.length = 0
  sentry.asked.length = 0
  github.repositories.get(shop.fullName)?.parents.clear()
})
afterAll(async () => {
  await intake?.close()
  await sentry?.close()
  await github?.close()
})

const windowEnd = 100 + 48 * 60
const theError = () => sentry.issues.get('4820175533') ?? { fields: {}, events: [] }

async function closeWindows(minutes = windowEnd + 1): Promise<void> {
  moveTo(intake, minutes)
  await sweepWindows(intake.runtime, intake.ports)
  await intake.runtime.jobs.drain()
}

test('Sentry saw no recurrence and other events: verified, and its own issue is resolved', async () => {
  await deployedFix(intake)
  await closeWindows()
  const [attempt] = await attempts(intake)
  expect(attempt).toMatchObject({ state: 'verified' })
  expect(attempt?.evidence).toMatchObject({ verdict: { channels: ['api'], projectEvents: 320, eventsAfter: 0 } })
  expect(await intake.issue()).toMatchObject({ status: { category: 'done' } })
  expect(theError().fields).toMatchObject({ status: 'resolved' })
})

test('a fix that was verified early fails at the end of its window by what only Sentry knows', async () => {
  await intake.setPolicy({ early_verification: true })
  moveTo(intake, 10)
  await intake.sentry('issue', errorCreated(10, { firstSeen: at(-14_300), count: '24000' }))
  const { identifier } = await intake.issue()
  moveTo(intake, 90)
  await intake.github('pull_request', merged(90, `Fix ${identifier}`))
  moveTo(intake, 100)
  await intake.github('deployment_status', deployed(100))
  moveTo(intake, 150)
  await intake.sentry('error', otherError(150))
  moveTo(intake, 171)
  await sweepLooks(intake.runtime, intake.ports)
  expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
  theError().events.unshift({ eventID: 'b1', dateCreated: at(600), environment: 'production' })
  moveTo(intake, windowEnd + 1)
  await sweepLooks(intake.runtime, intake.ports)
  // A release that nobody knows is asked about first.
  await intake.runtime.jobs.drain()
  expect(await attempts(intake)).toMatchObject([
    { state: 'failed', next_look_at: null, evidence: { recurrences: [{ occurred_at: at(600), code: 'release_unknown' }] } },
  ])
  expect(await intake.issue()).toMatchObject({ status: { category: 'backlog' } })
})

test('nothing is resolved in Sentry where the policy says no', async () => {
  await intake.setPolicy({ resolve_in_sentry: false })
  await deployedFix(intake)
  await closeWindows()
  expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
  expect(theError().fields).toMatchObject({ status: 'unresolved' })
})

test('events that only Sentry knows of fail the fix at the end of the window', async () => {
  await deployedFix(intake)
  theError().events.push({ eventID: 'a1', dateCreated: at(600), release: 'checkout-api@9.9.9', environment: 'production' })
  await closeWindows()
  expect(await attempts(intake)).toMatchObject([{ state: 'failed', events_after: 1 }])
  expect((await intake.issue()).status.category).toBe('backlog')
})

test('events of another environment do not', async () => {
  await deployedFix(intake)
  theError().events.push({ eventID: 'a2', dateCreated: at(600), release: 'checkout-api@9.9.9', environment: 'staging' })
  await closeWindows()
  expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
})

test('more events than can be read prove nothing: what counts may stand behind those that do not', async () => {
  sentry.pageSize = 1
  await deployedFix(intake)
  const elsewhere = { release: 'checkout-api@9.9.9', environment: 'staging' }
  const many = Array.from({ length: 30 }, (_, index) => ({ eventID: `b${index}`, dateCreated: at(700 + index), ...elsewhere }))
  theError().events.push(
    { eventID: 'b', dateCreated: at(600), release: 'checkout-api@9.9.9', environment: 'production' },
    ...many,
  )
  await closeWindows()
  sentry.pageSize = 100
  const [attempt] = await attempts(intake)
  expect(attempt).toMatchObject({ state: 'inconclusive', state_detail: expect.stringContaining('more events') })
})

test('a project without any event proves nothing', async () => {
  sentry.projectEvents.set('checkout-api', 0)
  await deployedFix(intake)
  await closeWindows()
  const [attempt] = await attempts(intake)
  expect(attempt).toMatchObject({ state: 'inconclusive' })
  expect(attempt?.evidence).toMatchObject({ verdict: { code: 'no_traffic' } })
})

test('while Sentry does not answer the window stays open; after a quarter of an hour it closes without', async () => {
  await deployedFix(intake)
  sentry.next.push(...Array.from({ length: 20 }, () => ({ status: 503, json: {} })))
  await closeWindows()
  expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
  await closeWindows(windowEnd + 16)
  expect(await attempts(intake)).toMatchObject([{ state: 'inconclusive' }])
})

test('a regression of unknown release counts only after Sentry was asked about it', async () => {
  await deployedFix(intake)
  theError().events.push({ eventID: 'a3', dateCreated: at(300), environment: 'production' })
  moveTo(intake, 300)
  await intake.sentry('issue', errorRegressed(300))
  expect(sentry.asked.map(({ path }) => path)).toContainEqual(expect.stringContaining('/events/latest/'))
  const [attempt] = await attempts(intake)
  expect(attempt).toMatchObject({ state: 'failed' })
  expect(attempt?.evidence).toMatchObject({
    recurrences: [{ release: null, environment: 'production', code: 'release_unknown' }],
  })
})

test('and does not when it happened elsewhere', async () => {
  await deployedFix(intake)
  theError().events.push({ eventID: 'a4', dateCreated: at(300), release: 'checkout-api@9.9.9', environment: 'staging' })
  moveTo(intake, 300)
  await intake.sentry('issue', errorRegressed(300))
  expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
})

test('after the verdict a regression of an old release breaks nothing; one with the fix does', async () => {
  await intake.fresh({ resolve_in_sentry: false })
  await deployedFix(intake)
  await closeWindows()
  const regress = async (minute: number, event: Record<string, string>) => {
    moveTo(intake, minute)
    theError().events.push({ eventID: `c${minute}`, dateCreated: at(minute), environment: 'production', ...event })
    await intake.sentry('issue', errorRegressed(minute, minute))
  }
  await regress(windowEnd + 60, { release: 'checkout-api@4.10.2' })
  expect(await attempts(intake)).toMatchObject([{ state: 'verified', broken_at: null }])
  expect((await intake.issue()).status.category).toBe('done')
  await regress(windowEnd + 90, {})
  expect(await attempts(intake)).toMatchObject([{ state: 'verified', broken_at: new Date(at(windowEnd + 90)) }])
  expect((await intake.issue()).status.category).toBe('backlog')
  expect(await intake.events('fix.broken')).toHaveLength(1)
})

test('a filed error is made richer by its newest event', async () => {
  moveTo(intake, 10)
  await intake.sentry('issue', errorCreated(10))
  const issue = await intake.issue()
  expect(issue.description).toContain('Stack trace')
  expect(issue.description).toContain('checkout-api@4.10.2')
  const [enriched] = await intake.events('issue.enriched')
  expect(enriched?.payload).toMatchObject({ source: 'sentry', release: 'checkout-api@4.10.2', environment: 'production' })
})

test('without an answer nothing is lost but the richer text', async () => {
  sentry.issues.delete('4820175533')
  moveTo(intake, 10)
  await intake.sentry('issue', errorCreated(10))
  expect(await intake.events('issue.enriched')).toEqual([])
  expect((await intake.issue()).description).not.toContain('Stack trace')
})

async function mergedAndDeployed(deployedSha: string): Promise<void> {
  moveTo(intake, 10)
  await intake.sentry('issue', errorCreated(10))
  const { identifier } = await intake.issue()
  moveTo(intake, 90)
  await intake.github('pull_request', merged(90, `Fix ${identifier}`))
  moveTo(intake, 100)
  await intake.github('deployment_status', deployed(100, { sha: deployedSha }))
}

test('GitHub knows that the deployed commit contains the merge', async () => {
  const parents = github.repositories.get(shop.fullName)?.parents
  parents?.set(merge, []).set(sha('release'), [merge])
  await mergedAndDeployed(sha('release'))
  expect(await attempts(intake)).toMatchObject([{ state: 'watching', deployed_sha: sha('release') }])
})

test('GitHub knows that it does not', async () => {
  const parents = github.repositories.get(shop.fullName)?.parents
  parents
    ?.set(sha('root'), [])
    .set(merge, [sha('root')])
    .set(sha('elsewhere'), [sha('root')])
  await mergedAndDeployed(sha('elsewhere'))
  const [attempt] = await attempts(intake)
  expect(attempt).toMatchObject({ state: 'awaiting_deploy' })
  expect(attempt?.evidence).toMatchObject({ containment: { [sha('elsewhere')]: { contains: 'no', how: 'comparison' } } })
})

test('what GitHub knows a release not to contain is asked once', async () => {
  const [squash, head] = [sha('squash'), sha('head')]
  const parents = github.repositories.get(shop.fullName)?.parents
  parents
    ?.set(sha('root'), [])
    .set(squash, [sha('root')])
    .set(head, [sha('root')])
  const compared: string[] = []
  github.refuse = (path) => {
    if (path.includes('/compare/')) compared.push(path)
    return undefined
  }
  moveTo(intake, 10)
  await intake.sentry('issue', errorCreated(10))
  const { identifier } = await intake.issue()
  moveTo(intake, 120)
  const topic = { number: 12, baseRef: 'staging', headRef: 'topic', mergeSha: squash }
  await intake.github('pull_request', merged(60, `Fix ${identifier}`, topic))
  const release = { number: 20, headRef: 'staging', headSha: head, mergeSha: sha('released') }
  await intake.github('pull_request', merged(80, 'Release of Monday', release))
  expect(compared).toHaveLength(1)
  const push = { ref: 'refs/heads/staging', before: sha('x'), after: sha('y'), commits: [], pushedAt: at(100) }
  await intake.github('push', pushPayload(push))
  expect(compared).toHaveLength(1)
  expect(await attempts(intake)).toEqual([])
  github.refuse = undefined
})
