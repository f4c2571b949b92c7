import { describe, expect, test } from 'vitest'
import { toSignals } from '#src/integrations/sentry/domain/to-signal.ts'
import { sentryFixture } from '#test/fixtures/sentry/payloads.ts'
import type { ErrorSignal } from './decide.ts'
import { occurrenceOf } from './occurrence.ts'

function occurrence(resource: string, fixture: string) {
  const parsed = toSignals({
    headers: { 'sentry-hook-resource': resource },
    json: sentryFixture(fixture),
    receivedAt: '2026-03-10T00:00:00.000Z',
  })
  return occurrenceOf(('signals' in parsed && parsed.signals[0]) as ErrorSignal)
}

test('an event hook tells of its event', () => {
  expect(occurrence('error', 'error-created')).toEqual({
    key: 'event:7d0c9be1f4b84b3c9a6b0a4f1e52c001',
    occurredAt: '2026-03-02T09:14:07.118Z',
    release: 'checkout-api@4.10.2',
    environment: 'production',
    eventId: '7d0c9be1f4b84b3c9a6b0a4f1e52c001',
    channel: 'event_hook',
  })
})

test('an issue hook tells of the last event, not of the time of the hook, and knows no release', () => {
  expect(occurrence('issue', 'issue-regressed')).toMatchObject({
    key: 'seen:2026-03-09T17:40:55.902Z#48',
    occurredAt: '2026-03-09T17:40:55.902Z',
    release: null,
    channel: 'issue_hook',
  })
})

test('an alert says that it was one', () => expect(occurrence('event_alert', 'event-alert')?.channel).toBe('alert_hook'))

describe('what is no occurrence', () => {
  test.each([
    ['issue', 'issue-resolved'],
    ['issue', 'issue-archived'],
    ['issue', 'issue-assigned'],
    ['issue', 'issue-unresolved-by-person'],
    ['metric_alert', 'metric-alert-critical'],
  ])('%s %s', (resource, fixture) => expect(occurrence(resource, fixture)).toBeNull())
})
