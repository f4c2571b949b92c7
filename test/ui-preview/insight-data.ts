// Figures of the preview: twelve weeks that get better.
import { type Metric, metrics, toFigure } from '#src/insights/domain/metrics.ts'
import { weekOf, weeksBetween } from '#src/insights/domain/weeks.ts'
import type { Figures, InsightIssue, Insights } from '#src/insights/schemas.ts'
import type { Issue } from './types.ts'
import { ago, startedAt } from './workspace-data.ts'

const day = 86_400_000

export function makeInsights({ isEmpty }: { isEmpty: boolean }): Insights {
  const end = new Date(startedAt)
  const weeks = weeksBetween(new Date(weekOf(end).from.getTime() - 77 * day), end)
  const amounts = (index: number) => (isEmpty ? 0 : index)
  return {
    from: dateOf(weeks[0]?.from ?? end),
    to: dateOf(end),
    weeks: weeks.map((week, index) => ({
      week: week.name,
      from: dateOf(week.from),
      to: dateOf(new Date(week.until.getTime() - day)),
      figures: figuresOf(amounts(index), week.name),
    })),
    agents: isEmpty
      ? []
      : [
          { agent: { id: 'agt_claude', name: 'Claude' }, figures: figuresOf(9, 'claude') },
          { agent: null, figures: figuresOf(3, 'none') },
        ],
    total: figuresOf(amounts(40), 'all'),
  }
}

const dateOf = (time: Date): string => time.toISOString().slice(0, 10)

function figuresOf(amount: number, place: string): Figures {
  const counts: Partial<Record<Metric, number>> = {
    errors_in: 4 + ((amount * 7) % 9),
    fixes_verified: Math.ceil(amount / 3),
    fixes_failed: amount % 4 === 1 ? 2 : 0,
    fixes_inconclusive: amount % 5 === 2 ? 1 : 0,
    regressions: amount % 7 === 3 ? 1 : 0,
    notional_cost_per_verified_fix: 0,
    notional_spent: 0,
  }
  const entries = metrics.map((metric) => {
    const n = amount === 0 ? 0 : (counts[metric] ?? 3)
    const figure = toFigure(metric, { n, median: 4000 * (1 + metric.length), total: n * 1_270_000 })
    return [metric, { ...figure, issues: n > 0 ? `/api/insights/issues?metric=${metric}&place=${place}` : null }]
  })
  return Object.fromEntries(entries) as Figures
}

export function makeInsightIssues(issues: Issue[], metric: string): InsightIssue[] {
  return issues.slice(0, 4).map(({ id, identifier, title, status }, index) => ({
    issue: { id, identifier, title, status },
    agent: index % 2 === 0 ? { id: 'agt_claude', name: 'Claude' } : null,
    at: ago(600 * (index + 1)),
    value: /^(errors|fixes|regressions)/.test(metric) ? null : 1.27 * (index + 1),
  }))
}
