// What is counted, and how what was found becomes one number.

export const metrics = [
  'errors_in',
  'fixes_verified',
  'fixes_failed',
  'fixes_inconclusive',
  'regressions',
  'error_to_issue',
  'issue_to_plan',
  'plan_to_pr',
  'pr_to_deploy',
  'deploy_to_verified',
  'error_to_verified',
  'cost_per_verified_fix',
  'notional_cost_per_verified_fix',
  'spent',
  'notional_spent',
] as const
export type Metric = (typeof metrics)[number]

export type Unit = 'count' | 'seconds' | 'usd'
type Way = 'count' | 'median' | 'mean' | 'sum'

const table: Record<Metric, { unit: Unit; way: Way }> = {
  errors_in: { unit: 'count', way: 'count' },
  fixes_verified: { unit: 'count', way: 'count' },
  fixes_failed: { unit: 'count', way: 'count' },
  fixes_inconclusive: { unit: 'count', way: 'count' },
  regressions: { unit: 'count', way: 'count' },
  error_to_issue: { unit: 'seconds', way: 'median' },
  issue_to_plan: { unit: 'seconds', way: 'median' },
  plan_to_pr: { unit: 'seconds', way: 'median' },
  pr_to_deploy: { unit: 'seconds', way: 'median' },
  deploy_to_verified: { unit: 'seconds', way: 'median' },
  error_to_verified: { unit: 'seconds', way: 'median' },
  cost_per_verified_fix: { unit: 'usd', way: 'mean' },
  notional_cost_per_verified_fix: { unit: 'usd', way: 'mean' },
  spent: { unit: 'usd', way: 'sum' },
  notional_spent: { unit: 'usd', way: 'sum' },
}

export function unitOf(metric: Metric): Unit {
  return table[metric].unit
}

/** What was found of one metric in one place: seconds, or millionths of a dollar. */
export interface Found {
  n: number
  median: number | null
  total: number | null
}

export interface Figure {
  /** How many things the value was made of. */
  n: number
  /** A count, seconds, or dollars; null where there is nothing to make it of. */
  value: number | null
}

export function toFigure(metric: Metric, found: Found | undefined): Figure {
  const { unit, way } = table[metric]
  const { n, median, total } = found ?? { n: 0, median: null, total: null }
  if (way === 'count') return { n, value: n }
  if (n === 0) return { n, value: way === 'sum' ? 0 : null }
  const raw = way === 'median' ? median : way === 'mean' ? (total ?? 0) / n : total
  return { n, value: raw === null ? null : inUnit(unit, raw) }
}

/** A single value, as the store has it, in the metric's unit. */
export function inUnit(unit: Unit, raw: number): number {
  return unit === 'usd' ? Math.round(raw) / 1_000_000 : Math.round(raw)
}
