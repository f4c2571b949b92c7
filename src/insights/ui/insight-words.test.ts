import { expect, test } from 'vitest'
import type { Metric } from '../domain/metrics.ts'
import { basisText, valueText } from './insight-words.ts'

test.each<[Metric, number | null, string]>([
  ['errors_in', 1234, '1,234'],
  ['pr_to_deploy', 7200, '2 h'],
  ['error_to_verified', 189_000, '2 d'],
  ['cost_per_verified_fix', 1.2, '1.20 USD'],
  ['issue_to_plan', null, '–'],
])('%s of %s is %s', (metric, value, text) => {
  expect(valueText(metric, value)).toBe(text)
})

test('a median and a mean say what they were made of', () => {
  expect([basisText('pr_to_deploy', 3), basisText('spent', 4), basisText('errors_in', 5), basisText('spent', 0)]).toEqual([
    'median of 3',
    'over 4',
    null,
    null,
  ])
})
