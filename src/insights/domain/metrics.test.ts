import { expect, test } from 'vitest'
import { type Found, type Metric, metrics, toFigure } from './metrics.ts'

const found: Found = { n: 4, median: 90.4, total: 5_000_001 }

test.each<[Metric, number]>([
  ['errors_in', 4],
  ['pr_to_deploy', 90],
  ['cost_per_verified_fix', 1.25],
  ['spent', 5.000001],
])('%s is %d', (metric, value) => {
  expect(toFigure(metric, found)).toEqual({ n: 4, value })
})

test('of nothing there is no median and no mean, but a count and a sum', () => {
  const values = metrics.map((metric) => [metric, toFigure(metric, undefined).value])
  expect(Object.fromEntries(values)).toMatchObject({ regressions: 0, issue_to_plan: null, cost_per_verified_fix: null, spent: 0 })
})
