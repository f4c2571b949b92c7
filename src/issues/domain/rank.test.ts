import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rankBetween, spreadRanks } from './rank.ts'

test('any sequence of insertions keeps the order that people made', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 60 }), (places) => {
      const column: string[] = []
      for (const place of places) {
        const at = place % (column.length + 1)
        const key = rankBetween(column[at - 1] ?? null, column[at] ?? null)
        expect(key).toBeDefined()
        column.splice(at, 0, key ?? '')
      }
      expect([...column].sort()).toEqual(column)
      expect(new Set(column).size).toBe(column.length)
    }),
  )
})

test('equal neighbours leave no room', () => {
  expect(rankBetween('a1', 'a1')).toBeUndefined()
})

test('spread keys are sorted and distinct', () => {
  const keys = spreadRanks(500)
  expect([...keys].sort()).toEqual(keys)
  expect(new Set(keys).size).toBe(500)
})
