// All runs of the workspace, newest first.
'use client'
import { TerminalSquare } from 'lucide-react'
import Link from 'next/link'
import { useAgents } from '../../issues/ui/issue-queries.ts'
import { exactDurationText } from '../../ui/duration.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { FilterChips, type FilterDimension } from '../../ui/filter-chips.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { amountText } from '../../ui/money.ts'
import { useNow } from '../../ui/now.ts'
import { itemsOf } from '../../ui/page.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { SimulatedMark } from '../../ui/simulated-mark.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { Cell, type Column, Row, rowFaceClasses, rowLinkClasses, rowTitleClasses, Table } from '../../ui/table.tsx'
import { useUrlFilters } from '../../ui/use-url-filters.ts'
import { ViewHeader } from '../../ui/view-header.tsx'
import { runStates } from '../domain/run-state.ts'
import { type Run, useRunList } from './run-queries.ts'
import { RunStateBadge } from './run-state-badge.tsx'
import { kindWords, runDurationMs } from './run-words.ts'

const filterKeys = ['state', 'agent'] as const
const activeStates = runStates.filter((state) => state !== 'finished')

export function RunListView() {
  const filters = useUrlFilters(filterKeys)
  // `active` is our own word for everything that is not finished.
  const states = (filters.active.state ?? []).flatMap((state) => (state === 'active' ? activeStates : [state]))
  const list = useRunList({ state: states, agent: filters.text('agent') || undefined })
  // The API knows one agent at a time: a second choice takes the place of the first.
  const toggle = (key: string, value: string) =>
    key === 'agent' ? filters.setText(key, filters.text(key) === value ? '' : value) : filters.toggle(key, value)
  const items = itemsOf(list.data?.pages, (run) => run.id)
  return (
    <>
      <ViewHeader title="Runs">
        <FilterChips dimensions={useDimensions()} active={filters.active} onToggle={toggle} onClear={filters.clear} />
      </ViewHeader>
      <div className="min-h-0 flex-1 overflow-auto">
        {list.isPending && <SkeletonRows count={12} label="Loading runs" />}
        {list.error && !list.data && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {list.data && items.length === 0 && (
          <EmptyState icon={TerminalSquare} title="No runs here">
            A run begins when an agent is assigned to an issue, or with the button on the issue&apos;s page.
          </EmptyState>
        )}
        {items.length > 0 && (
          <>
            <Table label="Runs" columns={columns}>
              {items.map((run) => (
                <RunRow key={run.id} run={run} />
              ))}
            </Table>
            <LoadMore
              hasMore={list.hasNextPage}
              isLoading={list.isFetchingNextPage}
              error={list.isFetchNextPageError ? list.error : null}
              onMore={() => void list.fetchNextPage()}
            />
          </>
        )}
      </div>
    </>
  )
}

const small = 'max-md:hidden'
const medium = 'max-lg:hidden'
const columns: Column[] = [
  { label: 'State', className: 'w-32 md:w-40' },
  { label: 'Kind', className: `w-26 ${small}` },
  { label: 'Issue' },
  { label: 'Agent', className: `w-28 ${medium}` },
  { label: 'Now', className: `w-[16%] 2xl:w-[24%] ${medium}` },
  { label: 'Time', className: `w-23 text-right ${small}` },
  { label: 'USD', className: `w-14 text-right ${small}` },
  { label: 'Asked for', className: `w-24 text-right ${small}` },
]

function RunRow({ run }: { run: Run }) {
  const took = runDurationMs(run, useNow())
  const now = run.state === 'finished' ? (run.question ?? run.failure_detail ?? run.outcome_summary) : run.activity
  return (
    <Row>
      <Cell>
        <RunStateBadge run={run} />
      </Cell>
      <Cell className={`whitespace-nowrap ${small}`}>{kindWords[run.kind]}</Cell>
      <Cell className="max-w-0 max-md:pr-4">
        <span className={rowFaceClasses}>
          <span className="shrink-0 font-mono text-ink-3 text-meta">
            {run.issue_identifier}
            <span className="font-sans md:hidden">
              {' '}
              · {kindWords[run.kind]}
              {run.simulated && <span className="text-sim"> · simulated</span>}
            </span>
          </span>
          <Link
            href={`/runs/${run.id}`}
            prefetch={false}
            data-row
            title={run.issue_title}
            className={`${rowTitleClasses} ${rowLinkClasses}`}
          >
            {run.issue_title}
          </Link>
          {run.simulated && <SimulatedMark className="max-md:hidden" />}
        </span>
      </Cell>
      <Cell className={`max-w-0 truncate text-ink-2 ${medium}`}>
        <span title={run.agent.name}>{run.agent.name}</span>
      </Cell>
      <Cell className={`max-w-0 truncate text-ink-2 text-meta ${medium}`}>
        <span title={now ?? undefined}>{now}</span>
      </Cell>
      <Cell className={`whitespace-nowrap text-right text-ink-3 text-meta ${small}`}>
        {took !== null && exactDurationText(took)}
      </Cell>
      <Cell className={`text-right text-ink-2 text-meta ${small}`}>{amountText(run.cost_usd)}</Cell>
      <Cell className={`whitespace-nowrap text-right text-ink-3 text-meta ${small}`}>
        <RelativeTime at={run.created_at} />
      </Cell>
    </Row>
  )
}

function useDimensions(): FilterDimension[] {
  const agents = useAgents().data ?? []
  const words = (value: string) => ({ value, label: value.replaceAll('_', ' ') })
  return [
    {
      key: 'state',
      label: 'State',
      options: [
        { value: 'active', label: 'active' },
        words('queued'),
        words('running'),
        words('waiting_for_person'),
        words('finished'),
      ],
    },
    { key: 'agent', label: 'Agent', options: agents.map((agent) => ({ value: agent.id, label: agent.name })) },
  ]
}
