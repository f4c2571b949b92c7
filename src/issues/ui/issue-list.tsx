// All issues as a table: filters, text and order in the address.
'use client'
import { CircleDot, SearchX } from 'lucide-react'
import { usePermission } from '../../access/ui/permission.ts'
import { AssigneeMark } from '../../ui/agent-mark.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { FilterChips, type FilterDimension } from '../../ui/filter-chips.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { amountText } from '../../ui/money.ts'
import { itemsOf } from '../../ui/page.ts'
import { PullMark } from '../../ui/pull-mark.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { SimulatedMark } from '../../ui/simulated-mark.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { Cell, type Column, Row, rowFaceClasses, rowLinkClasses, rowTitleClasses, Table } from '../../ui/table.tsx'
import { useUrlFilters } from '../../ui/use-url-filters.ts'
import { ViewHeader } from '../../ui/view-header.tsx'
import { ViewMenu } from '../../views/ui/view-menu.tsx'
import { priorities } from '../domain/category.ts'
import { BulkBar } from './bulk-bar.tsx'
import { openCreateIssue } from './create-issue-state.ts'
import { followOver } from './issue-link.tsx'
import { useIssueList, useLabels, useStatuses } from './issue-queries.ts'
import type { Card } from './issue-types.ts'
import { LabelTags } from './label-tags.tsx'
import { issuePath } from './open-issue.ts'
import { PriorityGlyph } from './priority-glyph.tsx'
import { toggleSelected, useIsSelected } from './selection.ts'
import { StatusGlyph } from './status-glyph.tsx'
import { assigneeFilter, useAssignable } from './use-assignable.ts'
import { useSettled } from './use-search.ts'
import { WaitingLine } from './waiting-line.tsx'

const filterKeys = [
  'status',
  'category',
  'priority',
  'label',
  'assignee',
  'source',
  'needs_attention',
  'updated_since',
  'q',
  'sort',
] as const
const sorts = [
  { value: '-updated', label: 'Last changed' },
  { value: '-created', label: 'Newest' },
  { value: 'created', label: 'Oldest' },
  { value: 'priority', label: 'Priority' },
  { value: 'rank', label: 'Order on the board' },
]

export function IssueListView() {
  const filters = useUrlFilters(filterKeys)
  const { q: _q, sort: _sort, ...active } = filters.active
  const text = useSettled(filters.text('q'), 200)
  const list = useIssueList({ ...active, q: text, sort: filters.text('sort') || '-updated' })
  const items = itemsOf(list.data?.pages, (card) => card.id)
  const isFiltered = text !== '' || Object.values(active).some((values) => values.length > 0)
  return (
    <>
      <ViewHeader title="Issues" actions={<ViewMenu layout="list" />}>
        <input
          type="search"
          aria-label="Filter by text"
          placeholder="Filter by text"
          value={filters.text('q')}
          onChange={(event) => filters.setText('q', event.target.value)}
          className="h-7 w-40 min-w-0 rounded-md border border-line-strong bg-raised px-2 text-base placeholder:text-ink-3 max-sm:flex-1 max-sm:basis-32"
        />
        <FilterChips dimensions={useDimensions()} active={active} onToggle={filters.toggle} onClear={filters.clear} />
        <select
          aria-label="Order"
          value={filters.text('sort') || '-updated'}
          onChange={(event) => filters.setText('sort', event.target.value)}
          className="ml-auto h-7 shrink-0 rounded-md border border-line-strong bg-raised px-1.5 text-meta text-ink-2"
        >
          {sorts.map((sort) => (
            <option key={sort.value} value={sort.value}>
              {sort.label}
            </option>
          ))}
        </select>
      </ViewHeader>
      <div className="min-h-0 flex-1 overflow-auto">
        {list.isPending && <SkeletonRows count={14} label="Loading issues" />}
        {list.error && !list.data && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {list.data && items.length === 0 && <NoIssues isFiltered={isFiltered} onClear={filters.clear} />}
        {items.length > 0 && (
          <>
            <Table label="Issues" columns={columns}>
              {items.map((card) => (
                <IssueRow key={card.id} card={card} />
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
      <BulkBar />
    </>
  )
}

const small = 'max-md:hidden'
const medium = 'max-lg:hidden'
const large = 'max-2xl:hidden'
const columns: Column[] = [
  { label: 'Chosen', hidden: true, className: 'w-6' },
  { label: 'Priority', hidden: true, className: 'w-6' },
  { label: 'Number', className: `w-26 ${small}` },
  { label: 'Title' },
  { label: 'Status', className: `w-32 ${small}` },
  { label: 'Now', className: `w-40 xl:w-48 2xl:w-72 ${medium}` },
  { label: 'Pull request', className: `w-24 ${medium}` },
  { label: 'USD', className: `w-16 text-right ${large}` },
  { label: 'Assignee', hidden: true, className: 'w-8' },
  { label: 'Changed', className: `w-24 text-right ${small}` },
]

function IssueRow({ card }: { card: Card }) {
  const isSelected = useIsSelected(card.id)
  const mayChoose = usePermission('issue.write').allowed
  return (
    <Row className={isSelected ? 'bg-accent-soft' : ''}>
      <Cell>{mayChoose && <Choose card={card} isSelected={isSelected} />}</Cell>
      <Cell>
        <PriorityGlyph priority={card.priority} />
      </Cell>
      <Cell className={`font-mono text-ink-3 text-meta ${small}`}>{card.identifier}</Cell>
      <Cell className="max-w-0">
        <span className={rowFaceClasses}>
          <span className="flex max-w-full items-center gap-1.5 text-ink-3 text-meta md:hidden">
            <span className="shrink-0 font-mono">{card.identifier}</span>
            <StatusGlyph category={card.status.category} size={13} />
            <span className="truncate">{card.status.name}</span>
          </span>
          <a
            href={issuePath(card.identifier)}
            data-row
            data-issue={card.id}
            onClick={(event) => followOver(event, card.identifier)}
            title={card.title}
            className={`text-ink ${rowTitleClasses} ${rowLinkClasses}`}
          >
            {card.title}
          </a>
          {card.simulated && <SimulatedMark />}
          {/* What an issue is about comes before how it is labelled: labels give way first. */}
          {card.labels.length > 0 && (
            <span className="ml-auto min-w-20 shrink-[100] overflow-hidden max-sm:hidden">
              <LabelTags labels={card.labels} />
            </span>
          )}
        </span>
      </Cell>
      <Cell className={small}>
        <span className="flex items-center gap-1.5 whitespace-nowrap text-ink-2">
          <StatusGlyph category={card.status.category} /> <span className="truncate">{card.status.name}</span>
        </span>
      </Cell>
      <Cell className={`max-w-0 ${medium}`}>
        <WaitingLine card={card} />
      </Cell>
      <Cell className={`text-ink-3 text-meta ${medium}`}>{card.pull_request && <PullMark pull={card.pull_request} />}</Cell>
      <Cell className={`text-right text-ink-3 text-meta ${large}`}>{card.cost_usd > 0 && amountText(card.cost_usd)}</Cell>
      <Cell className="max-md:pr-4">{card.assignee && <AssigneeMark assignee={card.assignee} />}</Cell>
      <Cell className={`whitespace-nowrap text-right text-ink-3 text-meta ${small}`}>
        <RelativeTime at={card.updated_at} />
      </Cell>
    </Row>
  )
}

/** Above the link that covers the row. */
function Choose({ card, isSelected }: { card: Card; isSelected: boolean }) {
  return (
    <input
      type="checkbox"
      data-issue={card.id}
      aria-label={`Choose ${card.identifier}`}
      title="Choose  X"
      checked={isSelected}
      onChange={() => toggleSelected(card.id)}
      className="relative z-1 block size-4 accent-accent opacity-0 checked:opacity-100 focus-visible:opacity-100 group-hover/row:opacity-100 pointer-coarse:opacity-100"
    />
  )
}

function NoIssues({ isFiltered, onClear }: { isFiltered: boolean; onClear(): void }) {
  if (isFiltered) {
    return (
      <EmptyState
        icon={SearchX}
        title="No issue passes these filters"
        action={<Button onClick={onClear}>Clear the filters</Button>}
      >
        Search by meaning with ⌘K, which looks at all issues.
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={CircleDot} title="No issues yet" action={<Button onClick={() => openCreateIssue()}>New issue</Button>}>
      They come from errors, from GitHub, from agents, or from you: press C anywhere.
    </EmptyState>
  )
}

function useDimensions(): FilterDimension[] {
  const statuses = useStatuses().data ?? []
  const labels = useLabels().data ?? []
  const assignable = useAssignable()
  return [
    { key: 'needs_attention', label: 'Attention', options: [{ value: 'true', label: 'Needs attention' }] },
    { key: 'status', label: 'Status', options: statuses.map((status) => ({ value: status.id, label: status.name })) },
    { key: 'category', label: 'Category', options: [] },
    { key: 'updated_since', label: 'Changed since', options: [] },
    { key: 'priority', label: 'Priority', options: priorities.map((value) => ({ value, label: value })) },
    { key: 'label', label: 'Label', options: labels.map((label) => ({ value: label.id, label: label.name })) },
    {
      key: 'assignee',
      label: 'Assignee',
      options: assigneeFilter(assignable),
    },
    {
      key: 'source',
      label: 'Source',
      options: [
        { value: 'manual', label: 'People' },
        { value: 'sentry', label: 'Sentry' },
        { value: 'github', label: 'GitHub' },
        { value: 'loki', label: 'Grafana' },
        { value: 'signal', label: 'Signals' },
        { value: 'agent', label: 'Agents' },
        { value: 'api', label: 'API' },
      ],
    },
  ]
}
