import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { reconcile } from '#src/intake/reconcile.ts'
import { sha } from '#test/fixtures/github/payloads.ts'
import { sentryFixture, sentryIssueHook } from '#test/fixtures/sentry/payloads.ts'
import { type TestIntake, testIntake } from '#test/intake.ts'
import { type SentryStandIn, startSentryApi } from '#test/stand-ins/sentry-api.ts'
import { at, attempts, deployed, deployedFix, errorRegressed, merge, moveTo, pushed } from '#test/story.ts'
import { readEvidence } from './evidence.ts'
import { sweepWindows } from './sweep-windows.ts'

let sentry: SentryStandIn
let intake: TestIntake
beforeAll(async () => {
  sentry = await startSentryApi()
  intake = await testIntake({ sentryApi: sentry })
})
beforeEach(async () => {
  await intake.fresh({ resolve_at_deploy: true, resolve_in_sentry: false })
  const firstEvent = { eventID: 'a0', dateCreated: at(10), release: 'checkout-api@4.10.2', environment: 'production' }
  sentry.issues.set('4820175533', { fields: { ...sentryFixture('api-issue'), status: 'unresolved' }, events: [firstEvent] })
  sentry.next.length = 0
  sentry.asked.length = 0
})
afterAll(async () => {
  await intake?.close()
  await sentry?.close()
})

const windowEnd = 100 + 48 * 60
const theError = () => sentry.issues.get('4820175533') ?? { fields: {}, events: [] }
const resolutions = () => sentry.asked.filter(({ method }) => method === 'PUT').length

async function sweepAt(minutes: number): Promise<void> {
  moveTo(intake, minutes)
  await intake.runtime.jobs.sweepNow('fixes.resolve_deployed')
  await intake.runtime.jobs.drain()
}

/** At the end of the window Sentry's API refuses, so that this line alone is left. */
async function closeWithoutApi(): Promise<void> {
  moveTo(intake, windowEnd + 1)
  sentry.next.push(...Array.from({ length: 4 }, () => ({ status: 403, json: {} })))
  await sweepWindows(intake.runtime, intake.ports)
  await intake.runtime.jobs.drain()
  sentry.next.length = 0
}

async function resolution() {
  const [attempt] = await attempts(intake)
  return readEvidence(attempt?.evidence).resolution
}

/** Another error of the project is told by an issue hook: a sign of traffic, and no per-event hook. */
async function anotherErrorAt(minutes: number): Promise<void> {
  moveTo(intake, minutes)
  const other = { id: '777', shortId: 'CHECKOUT-API-777', firstSeen: at(minutes), lastSeen: at(minutes) }
  await intake.sentry('issue', sentryIssueHook('issue-created', other))
}

test('when the grace is over the error is resolved once, the timeline says so, and silence then verifies the fix', async () => {
  const { issueId } = await deployedFix(intake)
  await sweepAt(105)
  expect(resolutions()).toBe(0)
  await sweepAt(111)
  await sweepAt(112)
  expect(resolutions()).toBe(1)
  expect(theError().fields).toMatchObject({ status: 'resolved' })
  expect(await resolution()).toEqual({ asked_at: at(111), resolved_at: at(111) })
  const decisions = await intake.db.selectFrom('dispatch_decision').selectAll().where('issue_id', '=', issueId).execute()
  expect(decisions).toContainEqual(expect.objectContaining({ rule: 'fix_watch', reason: 'resolved_at_deploy' }))
  await anotherErrorAt(600)
  await closeWithoutApi()
  const [attempt] = await attempts(intake)
  expect(attempt).toMatchObject({ state: 'verified' })
  expect(attempt?.evidence).toMatchObject({ verdict: { channels: ['resolved_at_deploy'] } })
})

test('an answer of the API in the window shows as well that a regression would be heard of', async () => {
  await deployedFix(intake)
  await sweepAt(111)
  moveTo(intake, 700)
  await reconcile(intake.runtime, intake.ports, new AbortController().signal)
  await closeWithoutApi()
  const [attempt] = await attempts(intake)
  // The line was alive, but nothing of the project ran over it.
  expect(attempt).toMatchObject({ state: 'inconclusive' })
  expect(attempt?.evidence).toMatchObject({ verdict: { code: 'no_traffic', channels: ['resolved_at_deploy'] } })
})

test('a line over which nothing else came proves nothing', async () => {
  await deployedFix(intake)
  await sweepAt(111)
  moveTo(intake, 112)
  await intake.sentry('issue', sentryIssueHook('issue-resolved', { lastSeen: at(10) }))
  await closeWithoutApi()
  const [attempt] = await attempts(intake)
  expect(attempt).toMatchObject({ state: 'inconclusive' })
  expect(attempt?.evidence).toMatchObject({ verdict: { code: 'no_channel', channels: [] } })
})

test('the regression that follows fails the fix at once', async () => {
  await deployedFix(intake)
  await sweepAt(111)
  theError().events.push({ eventID: 'a1', dateCreated: at(300), environment: 'production' })
  moveTo(intake, 300)
  await intake.sentry('issue', errorRegressed(300))
  expect(await attempts(intake)).toMatchObject([{ state: 'failed', events_after: 1 }])
})

test('opened again by an event that does not count, it is no line any more', async () => {
  await deployedFix(intake)
  await sweepAt(111)
  theError().events.push({ eventID: 'a2', dateCreated: at(300), release: 'checkout-api@4.10.2', environment: 'production' })
  moveTo(intake, 300)
  await intake.sentry('issue', errorRegressed(300))
  expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
  await anotherErrorAt(600)
  await closeWithoutApi()
  const [attempt] = await attempts(intake)
  expect(attempt).toMatchObject({ state: 'inconclusive' })
  expect(attempt?.evidence).toMatchObject({ verdict: { code: 'no_channel', channels: [] } })
})

test('where Sentry refuses, the window goes on without', async () => {
  await deployedFix(intake)
  sentry.next.push({ status: 403, json: {} })
  await sweepAt(111)
  expect(await resolution()).toEqual({ asked_at: at(111), resolved_at: null })
  await anotherErrorAt(600)
  await closeWithoutApi()
  expect(await attempts(intake)).toMatchObject([{ state: 'inconclusive' }])
})

test('where the policy does not want it nothing is asked', async () => {
  await intake.setPolicy({})
  await deployedFix(intake)
  await sweepAt(200)
  expect(resolutions()).toBe(0)
  expect(await resolution()).toBeNull()
})

test('after a rollback the next deployment is a window of its own', async () => {
  moveTo(intake, 5)
  await intake.github('push', pushed(5, { before: sha('root'), after: sha('before') }))
  await intake.github('push', pushed(6, { before: sha('before'), after: merge }))
  await deployedFix(intake)
  await sweepAt(111)
  moveTo(intake, 200)
  await intake.github('deployment_status', deployed(200, { sha: sha('before'), id: 2 }))
  expect(await attempts(intake)).toMatchObject([{ state: 'awaiting_deploy' }])
  moveTo(intake, 300)
  await intake.github('deployment_status', deployed(300, { id: 3 }))
  expect(await resolution()).toBeNull()
  await sweepAt(311)
  expect(resolutions()).toBe(2)
  expect(await resolution()).toMatchObject({ resolved_at: at(311) })
})
