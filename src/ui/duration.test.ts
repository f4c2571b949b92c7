import { expect, test } from 'vitest'
import { durationText, exactDurationText, relativeText } from './duration.ts'

test('a duration is told in the largest unit that fits', () => {
  expect([0, 59_999, 60_000, 3_599_999, 3_600_000, 172_799_999, 172_800_000].map(durationText)).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '59 min',
    '1 h',
    '47 h',
    '2 d',
  ])
})

test('an exact duration has two units and leaves out an empty second one', () => {
  expect([450, 12_000, 200_000, 180_000, 4_320_000, 90_000_000].map(exactDurationText)).toEqual([
    '450 ms',
    '12 s',
    '3 min 20 s',
    '3 min',
    '1 h 12 min',
    '25 h',
  ])
})

test('moments are told relative to now, both ways, and as a date when far away', () => {
  const now = new Date('2026-03-01T12:00:00Z')
  expect(relativeText(new Date('2026-03-01T11:59:55Z'), now)).toBe('just now')
  expect(relativeText(new Date('2026-03-01T11:48:00Z'), now)).toBe('12 min ago')
  expect(relativeText(new Date('2026-03-01T15:00:00Z'), now)).toBe('in 3 h')
  expect(relativeText(new Date('2025-12-01T12:00:00Z'), now)).toBe('1 Dec 2025')
})
