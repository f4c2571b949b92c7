import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type SentryStandIn, startSentryApi } from '#test/stand-ins/sentry-api.ts'
import { createSentryClient, type IssueRef } from './client.ts'

const span = { since: new Date('2026-03-02T10:00:00Z'), until: new Date('2026-03-04T10:00:00Z') }
const ref: IssueRef = { externalId: '4820175533', organization: 'acme' }
let sentry: SentryStandIn
const client = (change: object = {}) => createSentryClient({ baseUrl: sentry.url, token: sentry.token, ...change })
const eventAt = (minute: number) => ({
  eventID: `e${minute}`,
  dateCreated: new Date(Date.UTC(2026, 2, 3, 10, minute)).toISOString(),
  release: 'shop@4.11.0',
  environment: 'production',
})

beforeEach(async () => {
  sentry = await startSentryApi()
})
afterEach(() => sentry.close())

test('an issue is told with its state and counts', async () => {
  expect(await client().getIssue(ref)).toMatchObject({
    ok: true,
    value: { status: 'unresolved', count: 47, userCount: 18, lastSeen: '2026-03-05T08:00:12.000Z', project: 'checkout-api' },
  })
  expect(sentry.asked[0]).toMatchObject({ method: 'GET', path: '/api/0/organizations/acme/issues/4820175533/' })
})

test('its latest event is told with release, environment and stack trace', async () => {
  const answer = await client().getLatestEvent(ref)
  expect(answer).toMatchObject({
    ok: true,
    value: { release: 'checkout-api@4.10.2', releaseCreatedAt: '2026-03-01T15:00:00.000Z', environment: 'production' },
  })
  expect(answer.ok && answer.value.errors[0]?.frames).toHaveLength(4)
})

test('one event is told by its id', async () => {
  sentry.issues.get(ref.externalId)?.events.push(eventAt(1), eventAt(2))
  expect(await client().getEvent(ref, 'e1')).toMatchObject({ ok: true, value: { eventId: 'e1', release: 'shop@4.11.0' } })
  expect(await client().getEvent(ref, 'e9')).toMatchObject({ ok: false, reason: 'not_found' })
})

describe('events of a span of time', () => {
  test('are those within it, newest first', async () => {
    sentry.issues.get(ref.externalId)?.events.push(eventAt(1), eventAt(5), { ...eventAt(9), dateCreated: '2026-03-01T00:00:00Z' })
    const answer = await client().getIssueEventsSince(ref, span)
    expect(answer).toMatchObject({ ok: true, value: { isTruncated: false, events: [{ eventId: 'e5' }, { eventId: 'e1' }] } })
    expect(answer.ok && answer.value.events[0]).toEqual({
      eventId: 'e5',
      occurredAt: '2026-03-03T10:05:00.000Z',
      release: 'shop@4.11.0',
      environment: 'production',
    })
  })

  test('none is an answer', async () => {
    expect(await client().getIssueEventsSince(ref, span)).toEqual({ ok: true, value: { events: [], isTruncated: false } })
  })

  test('are read page by page, and not for ever', async () => {
    sentry.pageSize = 10
    sentry.issues.get(ref.externalId)?.events.push(...Array.from({ length: 59 }, (_, minute) => eventAt(minute)))
    const answer = await client().getIssueEventsSince(ref, span)
    expect(answer.ok && [answer.value.events.length, answer.value.isTruncated]).toEqual([50, true])
    sentry.issues.get(ref.externalId)?.events.splice(25)
    const shorter = await client().getIssueEventsSince(ref, span)
    expect(shorter.ok && [shorter.value.events.length, shorter.value.isTruncated]).toEqual([25, false])
  })
})

test("a project's events are counted", async () => {
  expect(await client().countProjectEvents({ organization: 'acme', slug: 'checkout-api' }, span)).toEqual({
    ok: true,
    value: 320,
  })
  expect(sentry.asked[0]?.query.get('since')).toBe('1772445600')
})

test('an issue is resolved', async () => {
  expect(await client().resolveIssue(ref)).toMatchObject({ ok: true, value: { status: 'resolved' } })
  expect(sentry.issues.get(ref.externalId)?.fields.status).toBe('resolved')
  expect(sentry.asked[0]).toMatchObject({ method: 'PUT', body: { status: 'resolved' } })
})

describe('the organisation', () => {
  test('is found once where the payload did not tell it', async () => {
    const own = client()
    const unknown = { ...ref, organization: null }
    expect(await own.getIssue(unknown)).toMatchObject({ ok: true })
    expect(await own.getIssue(unknown)).toMatchObject({ ok: true })
    expect(sentry.asked.map(({ path }) => path)).toEqual([
      '/api/0/organizations/',
      '/api/0/organizations/acme/issues/4820175533/',
      '/api/0/organizations/acme/issues/4820175533/',
    ])
  })

  test('is not guessed among several', async () => {
    sentry.next.push({ status: 200, json: [{ slug: 'a' }, { slug: 'b' }] })
    const answer = await client().getIssue({ ...ref, organization: null })
    expect(answer).toMatchObject({ ok: false, reason: 'not_found', sentence: expect.stringContaining('2 organisations') })
  })
})

describe('a failure is a value', () => {
  test('without a token nothing is asked', async () => {
    expect(await client({ token: undefined }).getIssue(ref)).toMatchObject({ ok: false, reason: 'no_token' })
    expect(sentry.asked).toEqual([])
  })

  test.each([
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'not_found'],
    [429, 'rate_limited'],
    [500, 'server_error'],
    [503, 'server_error'],
    [400, 'bad_answer'],
    [302, 'bad_answer'],
  ])('%i', async (status, reason) => {
    sentry.next.push({ status, json: { detail: 'no' }, headers: { location: 'http://127.0.0.1:1/elsewhere' } })
    expect(await client().getIssue(ref)).toMatchObject({ ok: false, reason })
    expect(sentry.asked).toHaveLength(1)
  })

  test.each([
    ['no JSON', { status: 200, text: '<html>' }],
    ['an empty answer', { status: 200, text: '' }],
    ['another JSON', { status: 200, json: ['x'] }],
    ['an endless answer', { status: 200, text: 'x'.repeat(11 * 1024 * 1024) }],
  ])('%s', async (_, reply) => {
    sentry.next.push(reply)
    expect(await client().getIssue(ref)).toMatchObject({ ok: false, reason: 'bad_answer' })
  })

  test('no answer in time', async () => {
    sentry.next.push('hang')
    expect(await client({ timeoutMs: 50 }).getIssue(ref)).toMatchObject({ ok: false, reason: 'timeout' })
  })

  test('a closed connection, and a server that is not there', async () => {
    sentry.next.push('drop')
    expect(await client().getIssue(ref)).toMatchObject({ ok: false, reason: 'unreachable' })
    expect(await client({ baseUrl: 'http://127.0.0.1:1' }).getIssue(ref)).toMatchObject({ ok: false, reason: 'unreachable' })
  })

  test('that never shows the token', async () => {
    for (const reply of [
      { status: 401, json: {} },
      { status: 500, text: sentry.token },
      { status: 200, text: sentry.token },
      'drop',
    ] as const) {
      sentry.next.push(reply)
      expect(JSON.stringify(await client().getIssue(ref))).not.toContain(sentry.token)
    }
  })

  test("but the caller's own abort is an abort", async () => {
    sentry.next.push('hang')
    const abort = new AbortController()
    const asked = client().getIssue(ref, abort.signal)
    abort.abort()
    await expect(asked).rejects.toThrow('aborted')
  })
})
