// Everything that arrived from outside, newest first, and the chosen one beside it.
'use client'
import { Inbox } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { cx } from '../../ui/class-names.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { FilterChips, type FilterDimension } from '../../ui/filter-chips.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { itemsOf } from '../../ui/page.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { Cell, type Column, Row, rowLinkClasses, Table } from '../../ui/table.tsx'
import { useUrlFilters } from '../../ui/use-url-filters.ts'
import { ViewHeader } from '../../ui/view-header.tsx'
import { DeliveryPanel } from './delivery-panel.tsx'
import { type Delivery, useDeliveries } from './delivery-queries.ts'
import { sourceWords, stateLooks } from './delivery-words.ts'

const filterKeys = ['source', 'state', 'id'] as const
const dimensions: FilterDimension[] = [
  { key: 'source', label: 'Source', options: Object.entries(sourceWords).map(([value, label]) => ({ value, label })) },
  { key: 'state', label: 'State', options: Object.entries(stateLooks).map(([value, { text }]) => ({ value, label: text })) },
]

export function DeliveryListView() {
  const filters = useUrlFilters(filterKeys)
  const chosen = filters.text('id') || null
  const [source, state] = [filters.text('source') || undefined, filters.text('state') || undefined]
  const list = useDeliveries({ source, state })
  const items = itemsOf(list.data?.pages, (delivery) => delivery.id)
  // One value of each kind at a time: a second choice takes the place of the first.
  const toggle = (key: string, value: string) => filters.setText(key, filters.text(key) === value ? '' : value)
  return (
    <>
      <ViewHeader title="Deliveries">
        <FilterChips
          dimensions={dimensions}
          active={{ source: source ? [source] : [], state: state ? [state] : [] }}
          onToggle={toggle}
          onClear={filters.clear}
        />
      </ViewHeader>
      <div className="flex min-h-0 flex-1">
        <div className={cx('min-h-0 min-w-0 flex-1 overflow-auto', chosen && 'max-lg:hidden')}>
          {list.isPending && <SkeletonRows count={10} label="Loading deliveries" />}
          {list.error && !list.data && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
          {list.data && items.length === 0 && (
            <EmptyState icon={Inbox} title={source || state ? 'No delivery passes these filters' : 'Nothing has arrived yet'}>
              Point a webhook of Sentry or GitHub here; each request is kept with what was decided about it, and can be replayed.
            </EmptyState>
          )}
          {items.length > 0 && (
            <>
              <Table label="Deliveries" columns={columns}>
                {items.map((delivery) => (
                  <DeliveryRow
                    key={delivery.id}
                    delivery={delivery}
                    isChosen={delivery.id === chosen}
                    onChoose={() => filters.setText('id', delivery.id)}
                  />
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
        {chosen && <DeliveryPanel key={chosen} id={chosen} onClose={() => filters.setText('id', '')} />}
      </div>
    </>
  )
}

const small = 'max-md:hidden'
const columns: Column[] = [
  { label: 'State', className: 'w-44' },
  { label: 'Source', className: `w-24 ${small}` },
  { label: 'Kind', className: 'w-52' },
  { label: 'Decision', className: small },
  { label: 'Received', className: 'w-28 text-right' },
]

function DeliveryRow({ delivery, isChosen, onChoose }: { delivery: Delivery; isChosen: boolean; onChoose(): void }) {
  const look = stateLooks[delivery.state]
  return (
    <Row className={isChosen ? 'bg-accent-soft' : undefined}>
      <Cell>
        <Badge tone={look.tone} icon={look.icon}>
          {look.text}
        </Badge>
      </Cell>
      <Cell className={small}>{sourceWords[delivery.source]}</Cell>
      <Cell className="max-w-0">
        <button
          type="button"
          data-row
          onClick={onChoose}
          aria-pressed={isChosen}
          className={`block w-full truncate text-left font-mono text-meta ${rowLinkClasses}`}
        >
          {delivery.kind}
        </button>
      </Cell>
      <Cell className={`max-w-0 truncate text-ink-2 ${small}`}>
        {delivery.error ? (
          <span className="text-fail">{delivery.error}</span>
        ) : (
          delivery.decision && (
            <>
              <span className="font-medium text-ink">{delivery.decision.result}</span>
              {delivery.issue && <span className="font-mono text-meta"> {delivery.issue.identifier}</span>} ·{' '}
              {delivery.decision.detail}
            </>
          )
        )}
      </Cell>
      <Cell className="whitespace-nowrap text-right text-ink-3 text-meta">
        <RelativeTime at={delivery.received_at} />
      </Cell>
    </Row>
  )
}
