import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rankBetween, rankOnTop, spreadRanks } from './rank.ts'

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
  const keys = spreadRanks(500) ?? []
  expect([...keys].sort()).toEqual(keys)
  expect(new Set(keys).size).toBe(500)
})

test('keys for the top stay above everything, short, and apart from each other', () => {
  let first: string | null = null
  const keys = new Set<string>()
  for (let index = 0; index < 2000; index++) {
    const key = rankOnTop(first)
    if (first !== null) expect(key < first).toBe(true)
    expect(key.length).toBeLessThan(12)
    keys.add(key)
    first = key
  }
  const crowd = Array.from({ length: 200 }, () => rankOnTop('a0'))
  expect(crowd.every((key) => key < 'a0')).toBe(true)
  expect(new Set(crowd).size).toBeGreaterThan(195)
})

test('a window is spread between its bounds, unless these leave no room', () => {
  const keys = spreadRanks(20, 'a0', 'a1') ?? []
  expect(['a0', ...keys, 'a1'].toSorted()).toEqual(['a0', ...keys, 'a1'])
  expect(spreadRanks(3, 'a1', 'a1')).toBeUndefined()
})
