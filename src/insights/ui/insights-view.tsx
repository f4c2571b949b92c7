// What comes of it all: errors, verdicts, times and costs, by week and by agent. Each number leads to its issues.
'use client'
import { ChartColumn } from 'lucide-react'
import { useState } from 'react'
import { useAgents } from '../../issues/ui/issue-queries.ts'
import { cx } from '../../ui/class-names.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { CheckField } from '../../ui/field.tsx'
import { useNow } from '../../ui/now.ts'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { type UrlFilters, useUrlFilters } from '../../ui/use-url-filters.ts'
import { ViewHeader } from '../../ui/view-header.tsx'
import type { Shown } from './figure-cell.tsx'
import { FigureTable } from './figure-table.tsx'
import { InsightPanel } from './insight-panel.tsx'
import { type Insights, useInsights } from './insight-queries.ts'
import { PathSteps } from './path-steps.tsx'
import { WeekChart } from './week-chart.tsx'

const filterKeys = ['weeks', 'agent', 'repository', 'simulated'] as const
const usualWeeks = 12

export function InsightsView() {
  const filters = useUrlFilters(filterKeys)
  const [shown, setShown] = useState<Shown | null>(null)
  const weeks = Math.min(106, Math.max(1, Number(filters.text('weeks')) || usualWeeks))
  const insights = useInsights({
    from: daysBefore(useNow(), (weeks - 1) * 7),
    agent: filters.text('agent') || undefined,
    repository: filters.text('repository') || undefined,
    simulated: filters.text('simulated') === 'true' ? 'true' : undefined,
  })
  return (
    <>
      <ViewHeader title="Insights">
        <Choices filters={filters} weeks={weeks} />
      </ViewHeader>
      <div className="flex min-h-0 flex-1">
        <div className={cx('min-h-0 min-w-0 flex-1 overflow-auto', shown && 'max-lg:hidden')}>
          {insights.isPending && <SkeletonRows count={10} label="Loading insights" />}
          {insights.error && !insights.data && <ErrorState error={insights.error} onRetry={() => void insights.refetch()} />}
          {insights.data && <Told insights={insights.data} onShow={setShown} />}
        </div>
        {shown && <InsightPanel key={shown.path} shown={shown} onClose={() => setShown(null)} />}
      </div>
    </>
  )
}

/** A day, so that the same question is asked all day long. */
function daysBefore(now: Date, days: number): string {
  return new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10)
}

function Choices({ filters, weeks }: { filters: UrlFilters; weeks: number }) {
  const agents = useAgents().data ?? []
  return (
    <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1">
      <Select
        label="Range"
        value={String(weeks)}
        onChange={(value) => filters.setText('weeks', value === String(usualWeeks) ? '' : value)}
        options={[4, usualWeeks, 26, 52].map((count) => ({ value: String(count), label: `${count} weeks` }))}
      />
      <Select
        label="Agent"
        value={filters.text('agent')}
        onChange={(value) => filters.setText('agent', value)}
        options={[
          { value: '', label: 'All agents and people' },
          ...agents.map(({ id, name }) => ({ value: id, label: name })),
          { value: 'none', label: 'No agent' },
        ]}
      />
      <CheckField
        label="Simulated"
        checked={filters.text('simulated') === 'true'}
        onChange={(checked) => filters.setText('simulated', checked ? 'true' : '')}
      />
    </div>
  )
}

interface SelectProps {
  label: string
  value: string
  onChange(value: string): void
  options: readonly { value: string; label: string }[]
}

function Select({ label, value, onChange, options }: SelectProps) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="h-7 max-w-44 rounded-md border border-line-strong bg-raised px-1.5 text-ink text-meta focus-visible:outline-2 focus-visible:outline-accent"
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}

function Told({ insights, onShow }: { insights: Insights; onShow(shown: Shown): void }) {
  const { weeks, agents, total } = insights
  if (Object.values(total).every(({ n }) => n === 0))
    return (
      <EmptyState icon={ChartColumn} title="Nothing to count yet">
        Here stand the errors that came in, the fixes that were proven, how long each step took and what it cost: as soon as the
        first error of these weeks has arrived.
      </EmptyState>
    )
  return (
    <div className="mx-auto flex max-w-[1100px] flex-col gap-7 px-4 py-5">
      <WeekChart weeks={weeks} />
      <PathSteps figures={total} onShow={onShow} />
      <FigureTable
        label="By week"
        of="Week"
        onShow={onShow}
        lines={[
          ...weeks
            .toReversed()
            .map(({ week, from, to, figures }) => ({ key: week, name: week, hint: `${from} to ${to}`, figures })),
          { key: 'all', name: 'All weeks', figures: total },
        ]}
      />
      <FigureTable
        label="By agent"
        of="Agent"
        onShow={onShow}
        lines={agents.map(({ agent, figures }) => ({ key: agent?.id ?? 'none', name: agent?.name ?? 'No agent', figures }))}
      />
      <p className="max-w-[72ch] text-ink-3 text-meta">
        Weeks are ISO weeks in UTC. A fix counts for the agent that made its pull request, an error for the agent that it is
        assigned to. The cost of a verified fix is what all runs on its issue had cost until the verdict, failed attempts
        included; runs by subscription are counted at list price and apart, as notional.
      </p>
    </div>
  )
}
