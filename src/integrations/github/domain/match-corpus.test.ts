// The labels are the truth: where this fails, the matcher is wrong.
import { expect, test } from 'vitest'
import { judgeMatches, ratesOf } from '#test/pull-matches.ts'

const pairs = judgeMatches()
const wrong = pairs.filter((pair) => pair.found !== pair.expected)

test('the labelled set is large, and a third of it looks like a reference and is none', () => {
  expect(pairs.length).toBeGreaterThanOrEqual(150)
  expect(pairs.filter((pair) => pair.expected === 'none').length).toBeGreaterThanOrEqual(60)
})

test('automatic links are right in at least 99 of 100 cases', () => {
  const { precision, recall, found } = ratesOf(pairs, ['closes', 'mentions'])
  process.stdout.write(
    `automatic links: precision ${precision.toFixed(3)} of ${found}, recall ${recall.toFixed(3)}; ${wrong.length} wrong of ${pairs.length} pairs\n`,
  )
  expect(precision, JSON.stringify(wrong, null, 1)).toBeGreaterThanOrEqual(0.99)
  expect(recall, JSON.stringify(wrong, null, 1)).toBeGreaterThanOrEqual(0.95)
})

test('whatever a stranger writes is a suggestion at most', () => {
  const { precision, recall } = ratesOf(pairs, ['suggested'])
  expect({ precision, recall }, JSON.stringify(wrong, null, 1)).toEqual({ precision: 1, recall: 1 })
})
