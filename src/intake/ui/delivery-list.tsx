// Everything that arrived from outside, newest first, and the chosen one beside it.
'use client'
import { History, Inbox, Search } from 'lucide-react'
import { useState } from 'react'
import { usePermission } from '../../access/ui/permission.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { FilterChips } from '../../ui/filter-chips.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { useNow } from '../../ui/now.ts'
import { itemsOf } from '../../ui/page.ts'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { type UrlFilters, useUrlFilters } from '../../ui/use-url-filters.ts'
import { ViewHeader } from '../../ui/view-header.tsx'
import { dimensions, filterKeys, isMany, toApiFilters } from './delivery-filters.ts'
import { DeliveryPanel } from './delivery-panel.tsx'
import { type DeliveryFilters, useDeliveries } from './delivery-queries.ts'
import { columns, DeliveryRow } from './delivery-row.tsx'
import { KeptLine } from './kept-line.tsx'
import { ReplayBar } from './replay-bar.tsx'
import { ReplayDialog } from './replay-dialog.tsx'
import type { ReplayChoice } from './replay-queries.ts'

const addressKeys = [...filterKeys, 'id'] as const

export function DeliveryListView() {
  const filters = useUrlFilters(addressKeys)
  const opened = filters.text('id') || null
  const query = toApiFilters(filters.active, useNow())
  const [replaying, setReplaying] = useState<ReplayChoice | null>(null)
  return (
    <>
      <DeliveryHeader filters={filters} onReplayAll={() => setReplaying({ filter: frozen(query) })} />
      <div className="relative flex min-h-0 flex-1">
        <div className={cx('@container min-h-0 min-w-0 flex-1 overflow-auto', opened && 'max-lg:hidden')}>
          <DeliveryRows filters={filters} query={query} opened={opened} onReplay={(ids) => setReplaying({ ids })} />
        </div>
        {opened && <DeliveryPanel key={opened} id={opened} onClose={() => filters.setText('id', '')} />}
      </div>
      {replaying && <ReplayDialog choice={replaying} onClose={() => setReplaying(null)} />}
    </>
  )
}

/** What comes while somebody looks at the difference is not replayed unseen. */
function frozen(query: DeliveryFilters): DeliveryFilters {
  return { ...query, until: new Date().toISOString() }
}

function DeliveryHeader({ filters, onReplayAll }: { filters: UrlFilters; onReplayAll(): void }) {
  const mayReplay = usePermission('delivery.replay')
  const isDead = filters.active.state?.join() === 'dead'
  const isFiltered = filterKeys.some((key) => filters.text(key) !== '')
  const toggle = (key: string, value: string) => {
    if (isMany(key)) filters.toggle(key, value)
    else filters.setText(key, filters.text(key) === value ? '' : value)
  }
  return (
    <ViewHeader
      title="Deliveries"
      actions={
        isFiltered && (
          <span title={mayReplay.reason}>
            <Button icon={History} disabled={!mayReplay.allowed} onClick={onReplayAll}>
              {isDead ? 'Retry all' : 'Replay all'}
            </Button>
          </span>
        )
      }
    >
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-1.5">
        <Lists isDead={isDead} onChoose={(dead) => filters.setText('state', dead ? 'dead' : '')} />
        <SearchField value={filters.text('q')} onChange={(text) => filters.setText('q', text)} />
        <FilterChips dimensions={dimensions} active={filters.active} onToggle={toggle} onClear={filters.clear} />
      </div>
    </ViewHeader>
  )
}

function Lists({ isDead, onChoose }: { isDead: boolean; onChoose(dead: boolean): void }) {
  return (
    <div className="flex rounded-md border">
      {[false, true].map((dead) => (
        <button
          key={String(dead)}
          type="button"
          aria-pressed={isDead === dead}
          onClick={() => onChoose(dead)}
          className={cx(
            'h-6 rounded-md px-2 font-medium text-meta',
            isDead === dead ? 'bg-pressed text-ink' : 'text-ink-3 hover:text-ink',
          )}
        >
          {dead ? 'Given up' : 'All'}
        </button>
      ))}
    </div>
  )
}

function SearchField({ value, onChange }: { value: string; onChange(text: string): void }) {
  return (
    <label className="flex h-6 min-w-0 items-center gap-1 rounded-md border bg-raised px-1.5 focus-within:border-accent">
      <Search aria-hidden size={12} className="shrink-0 text-ink-3" />
      <input
        type="search"
        aria-label="Search deliveries"
        placeholder="Id, kind, reason"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="w-28 min-w-0 bg-transparent text-meta outline-none placeholder:text-ink-3"
      />
    </label>
  )
}

interface RowsProps {
  filters: UrlFilters
  query: DeliveryFilters
  opened: string | null
  onReplay(ids: string[]): void
}

function DeliveryRows({ filters, query, opened, onReplay }: RowsProps) {
  const list = useDeliveries(query)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const items = itemsOf(list.data?.pages, (delivery) => delivery.id)
  const choose = (id: string) => setChosen((current) => current.symmetricDifference(new Set([id])))
  if (list.isPending) return <SkeletonRows count={10} label="Loading deliveries" />
  if (list.error && !list.data) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  if (items.length === 0) return <NoDeliveries query={query} />
  return (
    <>
      <Table label="Deliveries" columns={columns}>
        {items.map((delivery) => (
          <DeliveryRow
            key={delivery.id}
            delivery={delivery}
            isOpen={delivery.id === opened}
            isChosen={chosen.has(delivery.id)}
            onOpen={() => filters.setText('id', delivery.id)}
            onChoose={() => choose(delivery.id)}
          />
        ))}
      </Table>
      <LoadMore
        hasMore={list.hasNextPage}
        isLoading={list.isFetchingNextPage}
        error={list.isFetchNextPageError ? list.error : null}
        onMore={() => void list.fetchNextPage()}
      />
      {!list.hasNextPage && <KeptLine />}
      <ReplayBar chosen={chosen} onReplay={onReplay} onClear={() => setChosen(new Set())} />
    </>
  )
}

function NoDeliveries({ query }: { query: DeliveryFilters }) {
  const isDead = String(query.state ?? '') === 'dead' && Object.keys(query).length === 1
  if (isDead)
    return (
      <EmptyState icon={Inbox} title="Nothing was given up">
        A delivery that cannot be processed is tried six times within two hours; then it waits here, whole, until somebody retries
        it.
      </EmptyState>
    )
  return (
    <EmptyState
      icon={Inbox}
      title={Object.keys(query).length > 0 ? 'No delivery passes these filters' : 'Nothing has arrived yet'}
    >
      Point a webhook of Sentry, GitHub or Grafana here; each request is kept with what was decided about it, and can be replayed.
    </EmptyState>
  )
}
