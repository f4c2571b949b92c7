// Figures of the preview: twelve weeks that get better.
import { metrics, toFigure } from '#src/insights/domain/metrics.ts'
import { weekOf, weeksBetween } from '#src/insights/domain/weeks.ts'
import type { Figures, InsightIssue, Insights } from '#src/insights/schemas.ts'
import type { Issue } from './types.ts'
import { ago, startedAt } from './workspace-data.ts'

const day = 86_400_000
const counted = ['errors_in', 'fixes_verified', 'fixes_failed', 'fixes_inconclusive', 'regressions'] as const
type Counts = Record<(typeof counted)[number], number>

export function makeInsights({ isEmpty }: { isEmpty: boolean }): Insights {
  const end = new Date(startedAt)
  const weeks = weeksBetween(new Date(weekOf(end).from.getTime() - 77 * day), end)
  // What came in and what became of it, week by week: everything else on the page is made of these, so that it adds up.
  const byClaude = weeks.map((_, index) => (isEmpty ? nothing : claudeIn(index)))
  const byPeople = weeks.map((_, index) => (isEmpty ? nothing : peopleIn(index)))
  return {
    from: dateOf(weeks[0]?.from ?? end),
    to: dateOf(end),
    weeks: weeks.map((week, index) => ({
      week: week.name,
      from: dateOf(week.from),
      to: dateOf(new Date(week.until.getTime() - day)),
      figures: figuresOf(sum([byClaude[index] ?? nothing, byPeople[index] ?? nothing]), week.name),
    })),
    agents: isEmpty
      ? []
      : [
          { agent: { id: 'agt_claude', name: 'Claude' }, figures: figuresOf(sum(byClaude), 'claude') },
          { agent: null, figures: figuresOf(sum(byPeople), 'none') },
        ],
    total: figuresOf(sum([...byClaude, ...byPeople]), 'all'),
  }
}

const dateOf = (time: Date): string => time.toISOString().slice(0, 10)

const nothing: Counts = { errors_in: 0, fixes_verified: 0, fixes_failed: 0, fixes_inconclusive: 0, regressions: 0 }

const claudeIn = (week: number): Counts => ({
  errors_in: 3 + ((week * 5) % 7),
  fixes_verified: Math.ceil((week + 1) / 3),
  fixes_failed: week % 4 === 1 ? 2 : 0,
  fixes_inconclusive: week % 5 === 2 ? 1 : 0,
  regressions: week % 7 === 3 ? 1 : 0,
})

const peopleIn = (week: number): Counts => ({ ...nothing, errors_in: 1 + (week % 3), fixes_verified: week % 2 })

function sum(all: readonly Counts[]): Counts {
  const entries = counted.map((metric) => [metric, all.reduce((total, counts) => total + counts[metric], 0)])
  return Object.fromEntries(entries) as Counts
}

/** Micro-dollars of a verified fix, and of one that failed. */
const costs = { verified: 1_270_000, failed: 640_000 }

function figuresOf(counts: Counts, place: string): Figures {
  const verified = counts.fixes_verified
  const spent = verified * costs.verified + counts.fixes_failed * costs.failed
  const entries = metrics.map((metric) => {
    const n = metric.startsWith('notional') ? 0 : metric in counts ? counts[metric as keyof Counts] : verified
    const figure = toFigure(metric, { n, median: 4000 * (1 + metric.length), total: spent })
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
