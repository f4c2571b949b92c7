// Sentry's API is slow, ill, talks nonsense or asks for rest: nothing is lost, nothing is concluded from it, and it is left alone.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { lookUpOccurrence } from '#src/fixes/look-up-occurrence.ts'
import { sweepWindows } from '#src/fixes/sweep-windows.ts'
import { createSentryClient } from '#src/integrations/sentry/client.ts'
import { sentryTracker } from '#src/integrations/sentry/tracker.ts'
import { sentryFixture } from '#test/fixtures/sentry/payloads.ts'
import { type TestIntake, testIntake } from '#test/intake.ts'
import type { StandIn } from '#test/stand-ins/http.ts'
import { type SentryStandIn, startSentryApi } from '#test/stand-ins/sentry-api.ts'
import { at, attempts, deployedFix, errorCreated, errorEvent, moveTo } from '#test/story.ts'
import { enrichIssue } from './enrich-issue.ts'

let sentry: SentryStandIn
let intake: TestIntake
beforeAll(async () => {
  sentry = await startSentryApi()
  intake = await testIntake({ sentryApi: sentry, withoutSweeps: true })
})
beforeEach(async () => {
  sentry.next.length = 0
  await intake.fresh()
  const firstEvent = { eventID: 'a0', dateCreated: at(10), release: 'checkout-api@4.10.2', environment: 'production' }
  sentry.issues.set('4820175533', { fields: { ...sentryFixture('api-issue'), status: 'unresolved' }, events: [firstEvent] })
  sentry.asked.length = 0
})
afterAll(async () => {
  await intake?.close()
  await sentry?.close()
})

type Fault = StandIn['next'][number]

const inAnHour = () => String(Math.floor(Date.now() / 1000) + 3_000)

const faults: Record<string, () => Fault> = {
  'no answer': () => 'hang',
  'a connection that breaks': () => 'drop',
  '500': () => ({ status: 500, text: '<h1>Internal Server Error</h1>' }),
  '429 with a time to wait': () => ({ status: 429, json: {}, headers: { 'retry-after': '120' } }),
  '403 because of its limit': () => ({
    status: 403,
    json: {},
    headers: { 'x-sentry-rate-limit-remaining': '0', 'x-sentry-rate-limit-reset': inAnHour() },
  }),
  'a page of a proxy': () => ({ status: 200, text: '<html>Please log in</html>' }),
  'an answer that breaks off': () => ({ status: 200, text: '[{"eventID": "a1", "dateCre' }),
  'another kind of answer': () => ({ status: 200, json: { events: 'none' } }),
}

/** Whoever asks anew, so that a rest that one fault asked for does not outlast it. */
const freshTracker = () => sentryTracker(createSentryClient({ baseUrl: sentry.url, token: sentry.token, timeoutMs: 150 }))

/** Every request meets the fault until `recover`. */
function fallIll(fault: Fault): void {
  sentry.next.push(...Array.from({ length: 50 }, () => fault))
}

function recover(): void {
  sentry.next.length = 0
}

async function externalIssue() {
  return intake.db
    .selectFrom('dispatch_external_issue')
    .select(['id', 'metadata'])
    .where('workspace_id', '=', intake.workspace.id)
    .executeTakeFirstOrThrow()
}

const windowEnd = 100 + 48 * 60

describe.each(Object.entries(faults))('%s', (_, fault) => {
  test('leaves a filed error as it is, and it is made richer afterwards', async () => {
    moveTo(intake, 10)
    sentry.issues.delete('4820175533')
    await intake.sentry('issue', errorCreated(10))
    sentry.issues.set('4820175533', { fields: sentryFixture('api-issue'), events: [] })
    const { id } = await externalIssue()
    const enrich = (isLastTry = false) =>
      enrichIssue(intake.runtime, freshTracker(), {
        workspaceId: intake.workspace.id,
        externalIssueId: id,
        isLastTry,
        signal: new AbortController().signal,
      })
    fallIll(fault())
    await expect(enrich()).rejects.toThrow()
    // The issue itself is told, its newest event is not.
    sentry.next.splice(0, sentry.next.length, { status: 200, json: { ...sentryFixture('api-issue'), id: '4820175533' } }, fault())
    await expect(enrich()).rejects.toThrow()
    expect(await intake.events('issue.enriched')).toEqual([])
    recover()
    await enrich()
    expect((await intake.issue()).description).toContain('Stack trace')
  })

  test('keeps a window open for a while, then closes it without a verdict', async () => {
    await deployedFix(intake)
    moveTo(intake, windowEnd + 1)
    fallIll(fault())
    const close = () => sweepWindows(intake.runtime, { tracker: freshTracker() })
    await close()
    expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
    moveTo(intake, windowEnd + 16)
    await close()
    expect(await attempts(intake)).toMatchObject([{ state: 'inconclusive' }])
  })

  test('clears and condemns no occurrence until it is over', async () => {
    await deployedFix(intake)
    const elsewhere = { eventID: Buffer.from('event-300').toString('hex').padEnd(32, '0'), dateCreated: at(300) }
    sentry.issues.get('4820175533')?.events.push({ ...elsewhere, release: 'checkout-api@9.9.9', environment: 'staging' })
    moveTo(intake, 300)
    await intake.send('sentry', 'error', errorEvent(300, { release: undefined, environment: undefined, tags: [] }))
    fallIll({ status: 503, json: {} })
    await intake.settle()
    recover()
    const [attempt] = await attempts(intake)
    const occurrence = await intake.db
      .selectFrom('dispatch_occurrence')
      .select('id')
      .where('workspace_id', '=', intake.workspace.id)
      .where('occurred_at', '=', new Date(at(300)))
      .executeTakeFirstOrThrow()
    const lookUp = () =>
      lookUpOccurrence(intake.runtime, freshTracker(), {
        workspaceId: intake.workspace.id,
        fixId: attempt?.id ?? '',
        occurrenceId: occurrence.id,
        isLastTry: false,
        signal: new AbortController().signal,
      })
    fallIll(fault())
    await expect(lookUp()).rejects.toThrow()
    expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
    recover()
    await lookUp()
    expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
  })
})

test('events that cannot be read have happened all the same: nothing is verified from them', async () => {
  await deployedFix(intake)
  moveTo(intake, windowEnd + 1)
  sentry.next.push({ status: 200, json: [{ what: 'is this' }, { eventID: 'a1' }] })
  await sweepWindows(intake.runtime, { tracker: freshTracker() })
  expect(await attempts(intake)).toMatchObject([{ state: 'inconclusive' }])
})

test('a project whose events are not counted at first is asked about again', async () => {
  await deployedFix(intake)
  moveTo(intake, windowEnd + 1)
  const close = () => sweepWindows(intake.runtime, { tracker: freshTracker() })
  sentry.next.push({ status: 200, json: [] }, { status: 503, json: {} })
  await close()
  expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
  await close()
  expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
})

test('after so long a Sentry that does not count is taken at what it said of the error', async () => {
  await deployedFix(intake)
  moveTo(intake, windowEnd + 16)
  const recurrence = [{ id: 'a1', eventID: 'a1', dateCreated: at(600), tags: [{ key: 'release', value: 'checkout-api@9.9.9' }] }]
  sentry.next.push({ status: 200, json: recurrence }, { status: 503, json: {} })
  await sweepWindows(intake.runtime, { tracker: freshTracker() })
  expect(await attempts(intake)).toMatchObject([{ state: 'failed' }])
})

describe('who is asked to wait', () => {
  const ref = { externalId: '4820175533', organization: 'acme' }

  test.each([
    ['seconds', { 'retry-after': '60' }],
    ['a date', { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }],
    ["the end of Sentry's count", { 'x-sentry-rate-limit-remaining': '0', 'x-sentry-rate-limit-reset': inAnHour() }],
  ])('does, told by %s: nothing is asked meanwhile, whatever it is about', async (_, headers) => {
    const client = createSentryClient({ baseUrl: sentry.url, token: sentry.token })
    sentry.next.push({ status: 429, json: {}, headers })
    expect(await client.getIssue(ref)).toMatchObject({ reason: 'rate_limited' })
    expect(await client.getIssue(ref)).toMatchObject({ reason: 'rate_limited' })
    expect(await client.resolveIssue(ref)).toMatchObject({ reason: 'rate_limited' })
    expect(sentry.asked).toHaveLength(1)
  })

  test('is also one that fails again and again: after the third failure it is asked once in a while', async () => {
    let now = Date.now()
    const client = createSentryClient({ baseUrl: sentry.url, token: sentry.token, now: () => now })
    fallIll({ status: 500, json: {} })
    for (let time = 1; time <= 20; time++) expect(await client.getIssue(ref)).toMatchObject({ ok: false, reason: 'server_error' })
    expect(sentry.asked).toHaveLength(3)
    now += 5_000
    for (let time = 1; time <= 20; time++) await client.resolveIssue(ref)
    expect(sentry.asked).toHaveLength(4)
    recover()
    expect(await client.getIssue(ref)).toMatchObject({ ok: false })
    now += 10_000
    expect(await client.getIssue(ref)).toMatchObject({ ok: true })
    expect(await client.getIssue(ref)).toMatchObject({ ok: true })
  })

  test.each(['0', 'soon', '-5', ''])('is not by %j, which names no time', async (after) => {
    const client = createSentryClient({ baseUrl: sentry.url, token: sentry.token })
    sentry.next.push({ status: 429, json: {}, headers: { 'retry-after': after } })
    expect(await client.getIssue(ref)).toMatchObject({ reason: 'rate_limited' })
    expect(await client.getIssue(ref)).toMatchObject({ ok: true })
  })
})
