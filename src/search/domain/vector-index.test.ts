import { expect, test } from 'vitest'
import { decideIndex, type IndexFacts } from './vector-index.ts'

const facts: IndexFacts = { engine: 'postgres', vectors: 5_000, is_valid: undefined, has_iterative_scan: true }

test.each<[Partial<IndexFacts>, string]>([
  [{}, 'build'],
  [{ vectors: 2_000 }, 'keep'],
  [{ is_valid: true }, 'keep'],
  [{ is_valid: false }, 'rebuild'],
  [{ is_valid: false, vectors: 10 }, 'rebuild'],
  [{ has_iterative_scan: false }, 'keep'],
  [{ engine: 'pglite' }, 'keep'],
])('%j: %s', (change, decision) => {
  expect(decideIndex({ ...facts, ...change })).toBe(decision)
})
