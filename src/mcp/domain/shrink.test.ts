import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shrink } from './shrink.ts'

const size = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

test('a small answer stays as it is', () => {
  expect(shrink({ a: 'b', c: [1, 2] }, 1000)).toEqual({ a: 'b', c: [1, 2] })
})

test('the longest text is cut first, and its boundary stays closed', () => {
  const answer = shrink({ summary: 'x'.repeat(300), text: `<data-ab12>\n${'y'.repeat(5000)}\n</data-ab12>` }, 2000)
  expect(size(answer)).toBeLessThanOrEqual(2000)
  expect(answer.summary).toHaveLength(300)
  expect(answer.text).toMatch(/more characters\]\n<\/data-ab12>$/)
})

test('then lists lose their last items', () => {
  const answer = shrink({ items: Array.from({ length: 500 }, (_, index) => ({ index })) }, 1000)
  expect(size(answer)).toBeLessThanOrEqual(1000)
  expect(answer.items).toEqual(expect.arrayContaining([{ index: 0 }, { index: 1 }, { index: 20 }]))
})

test('it always ends, and fits whenever texts and lists are what is large', () => {
  const text = fc.string({ maxLength: 3000, unit: 'grapheme' })
  const tree = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(text, fc.array(text, { maxLength: 20 }), fc.integer()))
  fc.assert(
    fc.property(tree, (value) => {
      expect(size(shrink(value, 4000))).toBeLessThanOrEqual(4000)
    }),
    { numRuns: 50 },
  )
})
