import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutText } from './cut-text.ts'

test.each([
  ['basket', 6, 'basket'],
  ['basket', 3, 'bas'],
  ['', 3, ''],
  ['basket', 0, ''],
  ['a😀b', 1, 'a'],
  ['a😀b', 2, 'a'],
  ['a😀b', 3, 'a😀'],
  ['😀', 1, ''],
])('of %s at most %i units are %s', (text, longest, beginning) => expect(cutText(text, longest)).toBe(beginning))

test('what is cut is a beginning of the text, whole characters of it, and no shorter than need be', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 40 })
  fc.assert(
    fc.property(texts, fc.nat(50), (text, longest) => {
      const cut = cutText(text, longest)
      expect(text.startsWith(cut)).toBe(true)
      expect(cut.isWellFormed()).toBe(true)
      expect(cut.length).toBeLessThanOrEqual(longest)
      expect(cut.length).toBeGreaterThanOrEqual(Math.min(text.length, longest) - 1)
    }),
  )
})
