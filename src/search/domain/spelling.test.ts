import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseAlternatives, editDistance } from './spelling.ts'

const known = (...words: string[]) => words.map((word) => ({ word, issues: 1 }))
const chosen = (unknown: string, words: string[]) => chooseAlternatives(unknown, known(...words)).map(({ word }) => word)

test.each([
  ['deadlok', 'deadlock', 1],
  ['prefligth', 'preflight', 1],
  ['invoce', 'invoice', 1],
  ['escpae', 'escape', 1],
  ['', 'abc', 3],
  ['same', 'same', 0],
])('from %j to %j it is %i', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance)
})

test('the distance is symmetric, and never more than the longer word', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a))
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
    }),
  )
})

test('short words are not bent, longer ones a little, and beginnings are continued', () => {
  expect(chosen('cat', ['car', 'catalog'])).toEqual(['catalog'])
  expect(chosen('login', ['logic', 'plugin'])).toEqual(['logic'])
  expect(chosen('autovacum', ['autovacuum', 'autumn'])).toEqual(['autovacuum'])
  expect(chosen('clickj', ['clickjack', 'clicker'])).toEqual(['clickjack', 'clicker'])
  expect(chosen('zebra', ['unrelated'])).toEqual([])
})
