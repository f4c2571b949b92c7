import { expect, test } from 'vitest'
import type { FixProof } from './fix-queries.ts'
import { channelName, chartText, rateRows, ratioText, stepName } from './proof-words.ts'

const proof: FixProof = {
  channels: ['api'],
  connect: [],
  has_traffic: true,
  strength: 'strong',
  early: null,
  events_before: 2_400,
  events_after: 0,
  seconds_before: 864_000,
  seconds_after: 172_200,
  rate_before: { per_day: 240, low: 230.5, high: 249.8 },
  rate_after: { per_day: 0, low: 0, high: 1.851 },
  ratio: { estimate: 0, low: 0, high: 0.0077 },
  expected_events: 478,
  confidence: 1,
  sureness: 1,
}

test('both rates stand with their time and interval', () => {
  expect(rateRows(proof)).toEqual([
    { when: 'before', events: '2,400', time: '10 days', rate: '240 (231 to 250)' },
    { when: 'after', events: '0', time: '48 hours', rate: '0 (0 to 1.9)' },
  ])
  expect(rateRows({ ...proof, rate_before: null })).toHaveLength(1)
})

test('the ratio says what became of the rate and how sure that is', () => {
  expect(ratioText(proof)).toBe('It comes at no more than 0.77 % of its former rate. Over 99.9 % sure that it became rarer.')
  expect(ratioText({ ...proof, ratio: null })).toBeNull()
})

test('the chart is told to those who do not see it', () => {
  const deployed_at = '2026-03-02T10:00:00.000Z'
  const buckets = [
    { starts_at: '2026-03-01T10:00:00.000Z', events: 3, against: 0 },
    { starts_at: deployed_at, events: 2, against: 1 },
  ]
  expect(chartText({ occurrences: { bucket_seconds: 86_400, buckets }, deployed_at, events_before: 240 })).toBe(
    'Told one by one: 3 before the deployment (of 240 in all), 2 after it, 1 against the fix.',
  )
})

test('names of channels and steps are words', () => {
  expect(channelName('alert_rule')).toBe('the alert rule')
  expect(channelName('of_tomorrow')).toBe('of tomorrow')
  expect(stepName('fix.rolled_back')).toBe('Rolled back')
})
