import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { confidenceOf, expectedEvents, exposureBefore, rateInterval, secondsForConfidence } from './confidence.ts'

const day = 86_400

test('an error that came ten times a day is expected twenty times in two days', () => {
  expect(expectedEvents({ events: 100, seconds: 10 * day }, 2 * day)).toBeCloseTo(20)
})

test.each([
  [0, 0],
  [0.4, 0.33],
  [1, 0.632],
  [3, 0.95],
  [20, 1],
])('%d expected and none seen make us %d sure', (expected, confidence) =>
  expect(confidenceOf(expected)).toBeCloseTo(confidence, 2),
)

test('one event in its first minute is no rate of a thousand a day', () => {
  const firstSeen = '2026-03-02T10:00:00.000Z'
  expect(exposureBefore({ firstSeen, deployedAt: '2026-03-02T10:01:00.000Z', events: 1 })).toEqual({ events: 1, seconds: 3_600 })
  expect(exposureBefore({ firstSeen, deployedAt: '2026-03-04T10:00:00.000Z', events: 4 })).toEqual({
    events: 4,
    seconds: 2 * day,
  })
})

describe('the interval of a rate', () => {
  // Exact two-sided Poisson limits for comparison: 1 → 0.0253…5.572, 10 → 4.795…18.39, 100 → 81.4…121.6.
  test.each([
    [1, 0.025, 5.57],
    [10, 4.8, 18.4],
    [100, 81.4, 121.6],
  ])('%d events in a second', (events, low, high) => {
    const interval = rateInterval({ events, seconds: 1 })
    expect(Math.abs(interval.low - low)).toBeLessThan(0.15)
    expect(Math.abs(interval.high - high)).toBeLessThan(0.15)
  })

  test('no events at all bound the rate at three', () =>
    expect(rateInterval({ events: 0, seconds: 1 }).high).toBeCloseTo(2.996, 3))
  test('no time tells nothing', () =>
    expect(rateInterval({ events: 0, seconds: 0 })).toEqual({ low: 0, high: Number.POSITIVE_INFINITY }))
})

test('as many seconds as are asked for make the confidence asked for', () => {
  const before = fc.record({ events: fc.integer({ min: 1, max: 1e6 }), seconds: fc.integer({ min: 3_600, max: 1e8 }) })
  fc.assert(
    fc.property(before, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (exposure, confidence) => {
      expect(confidenceOf(expectedEvents(exposure, secondsForConfidence(exposure, confidence)))).toBeCloseTo(confidence, 6)
    }),
  )
})

test('no time is enough for an error that never came, none is needed for no confidence', () => {
  expect(secondsForConfidence({ events: 0, seconds: day }, 0.5)).toBe(Number.POSITIVE_INFINITY)
  expect(secondsForConfidence({ events: 5, seconds: day }, 1)).toBe(Number.POSITIVE_INFINITY)
  expect(secondsForConfidence({ events: 0, seconds: day }, 0)).toBe(0)
})
