import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatUsd, microUsd, nextUtcMidnight, toUsd, utcDay } from './money.ts'

test.each([
  ['2026-01-31T23:59:59.999Z', '2026-02-01T00:00:00.000Z'],
  ['2026-01-31T00:00:00.000Z', '2026-02-01T00:00:00.000Z'],
  ['2026-12-31T12:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['2028-02-28T12:00:00.000Z', '2028-02-29T00:00:00.000Z'],
  ['2026-03-29T01:30:00+02:00', '2026-03-29T00:00:00.000Z'],
])('the day of %s ends at %s', (at, midnight) => {
  expect(nextUtcMidnight(new Date(at)).toISOString()).toBe(midnight)
})

test('midnight is the first moment of the next day, whatever the hour and the zone of this machine', () => {
  const moments = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(moments, (at) => {
      const midnight = nextUtcMidnight(at)
      expect(midnight.getTime()).toBeGreaterThan(at.getTime())
      expect(midnight.getTime() % 86_400_000).toBe(0)
      expect(utcDay(new Date(midnight.getTime() - 1))).toBe(utcDay(at))
      expect(utcDay(midnight) > utcDay(at)).toBe(true)
    }),
  )
})

test('an amount with six decimals comes back as it was written', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (micro) => microUsd(toUsd(micro)) === micro))
})

test('sums of amounts that binary fractions cannot hold are exact', () => {
  expect(microUsd(0.1) + microUsd(0.2)).toBe(microUsd(0.3))
  expect(microUsd(4.35)).toBe(4_350_000)
})

test.each([
  [0, '0.00'],
  [4_999, '0.00'],
  [5_001, '0.01'],
  [4_100_000, '4.10'],
  [999_999_999, '1000.00'],
])('%i millionths are said as %s', (micro, text) => expect(formatUsd(micro)).toBe(text))
