import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  confidenceOf,
  expectedEvents,
  exposureBefore,
  rateInterval,
  rateRatio,
  secondsForSureness,
  surenessOf,
} from './confidence.ts'

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

test('what was seen all the same makes us less sure', () => {
  expect(confidenceOf(3, 1)).toBeCloseTo(0.8, 2)
  expect(confidenceOf(3, 3)).toBeCloseTo(0.353, 3)
})

test('one event in its first minute is no rate of a thousand a day', () => {
  const firstSeen = '2026-03-02T10:00:00.000Z'
  expect(exposureBefore({ firstSeen, deployedAt: '2026-03-02T10:01:00.000Z', events: 1 })).toEqual({ events: 1, seconds: 3_600 })
  expect(exposureBefore({ firstSeen, deployedAt: '2026-03-04T10:00:00.000Z', events: 4 })).toEqual({
    events: 4,
    seconds: 2 * day,
  })
})

describe('the interval of a rate', () => {
  // Garwood's limits; see quantiles.test.ts for their sources.
  test.each([
    [0, 0, 3.6889],
    [1, 0.0253, 5.5716],
    [10, 4.7954, 18.3904],
    [100, 81.364, 121.6268],
  ])('%d events in a second', (events, low, high) => {
    const interval = rateInterval({ events, seconds: 1 })
    expect([interval.low, interval.high].map((limit) => Number(limit.toFixed(4)))).toEqual([low, high])
  })

  test('is a day’s where it was counted for a day', () => {
    expect(rateInterval({ events: 10, seconds: day }).high * day).toBeCloseTo(18.3904, 3)
  })
  test('no time tells nothing', () =>
    expect(rateInterval({ events: 0, seconds: 0 })).toEqual({ low: 0, high: Number.POSITIVE_INFINITY }))
})

describe('the ratio of two rates', () => {
  // What R prints for poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)), the example of its documentation: 1.971488, 0.8584264 4.2772659.
  test('is that of R’s documented example', () => {
    const ratio = rateRatio({ events: 21, seconds: 1083 + 1050 + 878 }, { events: 11, seconds: 800 })
    expect(ratio?.estimate).toBeCloseTo(1.971488, 6)
    expect(ratio?.low).toBeCloseTo(0.8584264, 6)
    expect(ratio?.high).toBeCloseTo(4.2772659, 6)
  })

  // SciPy 1.17.1: the odds of beta.ppf(0.025, a, b + 1) and beta.ppf(0.975, a + 1, b), times the ratio of the times.
  test.each([
    [240, 10 * day, 0, 2 * day, 0, 0.07744531],
    [2, 10 * day, 0, 2 * day, 0, 26.6227766],
    [240, 10 * day, 1, 2 * day, 0.00052529, 0.1171875],
    [100_000, 1_000, 5, 1, 0.01623451, 0.11668722],
    [619, 3, 930, 3, 1.35571557, 1.66590476],
  ])('%d events in %d s before, %d in %d s after', (before, secondsBefore, after, secondsAfter, low, high) => {
    const ratio = rateRatio({ events: before, seconds: secondsBefore }, { events: after, seconds: secondsAfter })
    expect(ratio?.low).toBeCloseTo(low, 7)
    expect(ratio?.high).toBeCloseTo(high, 7)
  })

  test('does not exist where nothing came before, or no time has passed', () => {
    expect(rateRatio({ events: 0, seconds: day }, { events: 3, seconds: day })).toBeNull()
    expect(rateRatio({ events: 3, seconds: day }, { events: 0, seconds: 0 })).toBeNull()
  })
})

describe('how sure two counts make us', () => {
  test.each([
    [2, 10, 0, 2, 1 - (10 / 12) ** 2],
    [1, 1, 0, 3, 0.75],
    [240, 10, 0, 2, 1],
    [4, 10, 4, 10, 1 - 163 / 256],
  ])('%d events in %d days before, %d in %d after', (before, daysBefore, after, daysAfter, sureness) =>
    expect(surenessOf({ events: before, seconds: daysBefore * day }, { events: after, seconds: daysAfter * day })).toBeCloseTo(
      sureness,
      9,
    ),
  )

  const exposure = fc.record({ events: fc.integer({ min: 1, max: 1e5 }), seconds: fc.integer({ min: 3_600, max: 1e8 }) })

  test('never more than if the rate before were known', () => {
    fc.assert(
      fc.property(exposure, fc.integer({ min: 1, max: 1e7 }), (before, seconds) => {
        const known = confidenceOf(expectedEvents(before, seconds))
        expect(surenessOf(before, { events: 0, seconds })).toBeLessThanOrEqual(known + 1e-12)
      }),
    )
  })

  test('as many quiet seconds as are asked for make us as sure as was asked for', () => {
    fc.assert(
      fc.property(exposure, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (before, sureness) => {
        const seconds = secondsForSureness(before, sureness)
        expect(surenessOf(before, { events: 0, seconds })).toBeCloseTo(sureness, 6)
      }),
    )
  })
})

test('no time is enough for an error that never came, none is needed for no sureness', () => {
  expect(secondsForSureness({ events: 0, seconds: day }, 0.5)).toBe(Number.POSITIVE_INFINITY)
  expect(secondsForSureness({ events: 5, seconds: day }, 1)).toBe(Number.POSITIVE_INFINITY)
  expect(secondsForSureness({ events: 0, seconds: day }, 0)).toBe(0)
})
