import { expect, test } from 'vitest'
import { sentryFixture } from '#test/fixtures/sentry/payloads.ts'
import { enrichedIssue } from './error-issue.ts'
import { readEventDetail } from './event-detail.ts'

const described = () => enrichedIssue(sentryFixture('api-issue'), sentryFixture('api-latest-event'))?.description ?? ''

test('an enriched issue shows counts, times, release and environment', () => {
  const text = described()
  expect(text).toContain('- **Seen:** 47 times, by 18 users')
  expect(text).toContain('- **First seen:** 2026-03-02 09:14 UTC')
  expect(text).toContain('- **Release:** `checkout-api@4.10.2`')
  expect(text).toContain('- **Environment:** `production`')
  expect(text).toContain('[Open in Sentry](<https://acme.sentry.io/issues/4820175533/>)')
})

test('own frames come first, the newest call on top, with their line of code', () => {
  const trace = described()
    .split('\n')
    .filter((line) => line.includes('  at '))
  expect(trace).toEqual([
    '  at confirmOrder (src/orders/confirm.ts:57:31)',
    '  at handle (src/http/handler.ts:31:18)',
    '  at retry (/app/node_modules/@acme/retry/index.js:12:22) [library]',
    '  at Layer.handle [as handle_request] (/app/node_modules/express/lib/router/layer.js:95:5) [library]',
  ])
  expect(described()).toContain('      const amount = order.basket.total')
})

test('hooks and API say the same about one event', () => {
  const hook = sentryFixture('error-created') as { data: { error: unknown } }
  const [fromHook, fromApi] = [readEventDetail(hook.data.error), readEventDetail(sentryFixture('api-latest-event'))]
  expect(fromApi?.errors[0]).toEqual(fromHook?.errors[0])
  expect([fromApi?.release, fromApi?.environment]).toEqual([fromHook?.release, fromHook?.environment])
})

test("the API tells when the event's release was first seen", () => {
  expect(readEventDetail(sentryFixture('api-latest-event'))?.releaseCreatedAt).toBe('2026-03-01T15:00:00.000Z')
})

test('a chain of errors names the causes after the error itself', () => {
  const hook = sentryFixture('error-created') as { data: { error: unknown } }
  expect(readEventDetail(hook.data.error)?.errors.map((error) => [error.type, error.message])).toEqual([
    ['TypeError', "Cannot read properties of undefined (reading 'total')"],
    ['BasketMissing', 'no basket for [email]'],
  ])
})

test('a trace of a thousand frames is cut', () => {
  const frames = Array.from({ length: 1_000 }, (_, n) => ({ function: `f${n}`, filename: 'a.js', lineno: n, in_app: true }))
  const event = { event_id: 'e', exception: { values: [{ type: 'RangeError', value: 'stack', stacktrace: { frames } }] } }
  const text = enrichedIssue(sentryFixture('api-issue'), event)?.description ?? ''
  expect(text).toContain('at f999 ')
  expect(text).toContain('… 170 more')
  expect(text.match(/ {2}at /g)).toHaveLength(30)
})

test('an answer that is no issue enriches nothing, one without an event enriches the rest', () => {
  expect(enrichedIssue({ detail: 'The requested resource does not exist' }, null)).toBeNull()
  expect(enrichedIssue(sentryFixture('api-issue'), null)?.description).toContain('47 times')
})
