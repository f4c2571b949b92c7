import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ago, duration, money } from './times.ts'

const now = Date.parse('2026-03-02T10:00:00Z')
const before = (seconds: number) => ago(new Date(now - seconds * 1000).toISOString(), now)

test.each([
  [0, 'now'],
  [0.4, 'now'],
  [1, '1 s ago'],
  [59, '59 s ago'],
  [60, '1 min ago'],
  [3599, '59 min ago'],
  [3600, '1 h ago'],
  [86_399, '23 h ago'],
  [86_400, '1 d ago'],
  [30 * 86_400, '1 mo ago'],
  [365 * 86_400, '1 y ago'],
  [-1, 'in 1 s'],
  [-90, 'in 1 min'],
  [-7200, 'in 2 h'],
])('%d s ago is %s', (seconds, words) => expect(before(seconds)).toBe(words))

test('a time says the same in every zone, and none says nothing', () => {
  expect(ago('2026-03-02T10:00:00+02:00', now)).toBe('2 h ago')
  expect(ago(null, now)).toBe('')
})

test('what is longer ago is never said as sooner', () => {
  const size: Record<string, number> = { s: 1, min: 60, h: 3600, d: 86_400, mo: 2_592_000, y: 31_536_000 }
  const seconds = (words: string) => {
    const [count = '0', unit = 's'] = words.split(' ')
    return words === 'now' ? 0 : Number(count) * (size[unit] ?? Number.NaN)
  }
  fc.assert(
    fc.property(fc.nat(10 ** 9), fc.nat(10 ** 9), (a, b) => {
      const [sooner, later] = [Math.min(a, b), Math.max(a, b)]
      expect(seconds(before(sooner))).toBeLessThanOrEqual(seconds(before(later)))
      expect(seconds(before(later))).toBeLessThanOrEqual(later)
    }),
  )
})

test.each([
  [0, '0.0 s'],
  [940, '0.9 s'],
  [59_499, '59.5 s'],
  [59_500, '1 min 0 s'],
  [65_000, '1 min 5 s'],
  [119_700, '2 min 0 s'],
  [3_600_000, '60 min 0 s'],
])('%i ms are %s', (milliseconds, words) => expect(duration(milliseconds)).toBe(words))

test('money has cents', () => expect([0, 0.004, 4.1, 1234.5].map(money)).toEqual(['$0.00', '$0.00', '$4.10', '$1234.50']))
