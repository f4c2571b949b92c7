// Figures in words.
import { durationText } from '../../ui/duration.ts'
import { moneyText } from '../../ui/money.ts'
import { type Metric, unitOf } from '../domain/metrics.ts'

export const metricWords: Record<Metric, string> = {
  errors_in: 'Errors in',
  fixes_verified: 'Fixes verified',
  fixes_failed: 'Fixes failed',
  fixes_inconclusive: 'Fixes inconclusive',
  regressions: 'Regressions',
  error_to_issue: 'Error to issue',
  issue_to_plan: 'Issue to plan',
  plan_to_pr: 'Plan to pull request',
  pr_to_deploy: 'Pull request to deploy',
  deploy_to_verified: 'Deploy to verified',
  error_to_verified: 'Error to verified',
  cost_per_verified_fix: 'Cost per verified fix',
  notional_cost_per_verified_fix: 'Notional cost per verified fix',
  spent: 'Spent on errors',
  notional_spent: 'Notional, by subscription',
}

/** The steps of the path, in their order. */
export const steps = ['error_to_issue', 'issue_to_plan', 'plan_to_pr', 'pr_to_deploy', 'deploy_to_verified'] as const

/** A count, `3 h`, `1.20 USD`; a dash where there is nothing. */
export function valueText(metric: Metric, value: number | null): string {
  if (value === null) return '–'
  const unit = unitOf(metric)
  if (unit === 'seconds') return durationText(value * 1000)
  return unit === 'usd' ? moneyText(value) : value.toLocaleString('en-GB')
}

/** What the number was made of, where that is not the number itself. */
export function basisText(metric: Metric, n: number): string | null {
  const unit = unitOf(metric)
  if (unit === 'count' || n === 0) return null
  return unit === 'seconds' ? `median of ${n}` : `over ${n}`
}
