import { expect, test } from 'vitest'
import { type ReceivedAnswer, readSlackApiAnswer, readSlackWebhookAnswer, readWebhookAnswer } from './answers.ts'

const receivedAt = new Date('2026-03-02T09:00:00Z')
const answer = (status: number, change: Partial<ReceivedAnswer> = {}): ReceivedAnswer => ({
  status,
  retryAfter: undefined,
  location: undefined,
  body: '',
  receivedAt,
  ...change,
})

test.each([200, 201, 202, 204, 299])('%i is a success', (status) => {
  expect(readWebhookAnswer(answer(status))).toEqual({ kind: 'delivered' })
})

test.each([199, 300, 400, 401, 404, 408, 429, 500, 503])('%i is tried again', (status) => {
  expect(readWebhookAnswer(answer(status))).toMatchObject({ kind: 'failed' })
})

test('a redirect is a failure that names the host and nothing more', () => {
  const { detail } = readWebhookAnswer(answer(301, { location: 'https://elsewhere.test/x?token=secret' })) as { detail: string }
  expect(detail).toBe('answered 301, a redirect to elsewhere.test; redirects are not followed, so enter the final address')
})

test('Retry-After comes in seconds or as a date', () => {
  const wish = (retryAfter: string) => readWebhookAnswer(answer(429, { retryAfter }))
  expect(wish('30')).toMatchObject({ retryAfterSeconds: 30 })
  expect(wish('Mon, 02 Mar 2026 09:02:00 GMT')).toMatchObject({ retryAfterSeconds: 120 })
  expect(wish('soon')).toMatchObject({ retryAfterSeconds: undefined })
})

test('an incoming webhook of Slack that is gone is gone', () => {
  expect(readSlackWebhookAnswer(answer(200, { body: 'ok' }))).toEqual({ kind: 'delivered' })
  expect(readSlackWebhookAnswer(answer(404, { body: 'no_service' }))).toMatchObject({ kind: 'gone', code: 'slack_no_service' })
  expect(readSlackWebhookAnswer(answer(410, { body: 'channel_is_archived' }))).toMatchObject({ kind: 'gone' })
  expect(readSlackWebhookAnswer(answer(500, { body: 'rollup_error' }))).toMatchObject({ kind: 'failed' })
  expect(readSlackWebhookAnswer(answer(429, { body: 'rate_limited', retryAfter: '7' }))).toMatchObject({ retryAfterSeconds: 7 })
})

test('the Web API of Slack says inside whether it took the message', () => {
  expect(readSlackApiAnswer(answer(200, { body: '{"ok":true,"ts":"1"}' }))).toEqual({ kind: 'delivered' })
  expect(readSlackApiAnswer(answer(200, { body: '{"ok":true,"message":{"text":"cut o' }))).toEqual({ kind: 'delivered' })
  expect(readSlackApiAnswer(answer(200, { body: '{"ok":false,"error":"not_in_channel"}' }))).toMatchObject({
    kind: 'gone',
    detail: 'Slack answered not_in_channel: invite the app to the channel',
  })
  expect(readSlackApiAnswer(answer(200, { body: '{"ok":false,"error":"invalid_blocks"}' }))).toMatchObject({ kind: 'refused' })
  expect(readSlackApiAnswer(answer(200, { body: '{"ok":false,"error":"internal_error"}' }))).toMatchObject({ kind: 'failed' })
  expect(readSlackApiAnswer(answer(200, { body: 'null' }))).toMatchObject({ kind: 'failed', detail: 'Slack answered unreadable' })
  expect(readSlackApiAnswer(answer(429, { retryAfter: '30' }))).toMatchObject({ kind: 'failed', retryAfterSeconds: 30 })
})
