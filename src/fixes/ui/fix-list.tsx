// All fixes: a pipeline with counts, and one row for each.
'use client'
import { ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { followOver } from '../../issues/ui/issue-link.tsx'
import { issuePath } from '../../issues/ui/open-issue.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { itemsOf } from '../../ui/page.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { Cell, type Column, Row, rowLinkClasses, Table } from '../../ui/table.tsx'
import { useUrlFilters } from '../../ui/use-url-filters.ts'
import { ViewHeader } from '../../ui/view-header.tsx'
import { FixMark } from './fix-mark.tsx'
import { FixEvidence } from './fix-panel.tsx'
import { FixPipeline } from './fix-pipeline.tsx'
import { type FixAttempt, useFixes } from './fix-queries.ts'
import { WindowProgress } from './window-progress.tsx'

const filterKeys = ['state'] as const

export function FixListView() {
  const filters = useUrlFilters(filterKeys)
  const states = filters.active.state ?? []
  const list = useFixes(states)
  const items = itemsOf(list.data?.pages, (fix) => fix.id)
  const counts = list.data?.pages[0]?.counts
  return (
    <>
      <ViewHeader title="Fixes" />
      <div className="min-h-0 flex-1 overflow-auto">
        {counts && <FixPipeline counts={counts} chosen={states} onToggle={(state) => filters.toggle('state', state)} />}
        {list.isPending && <SkeletonRows count={8} label="Loading fixes" />}
        {list.error && !list.data && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {list.data && items.length === 0 && (
          <EmptyState icon={ShieldCheck} title={states.length > 0 ? 'No fix stands here' : 'No fixes yet'}>
            When a pull request that closes an error is merged, Dispatch waits for the deploy and watches the error until the fix
            is verified or failed.
          </EmptyState>
        )}
        {items.length > 0 && (
          <>
            <Table label="Fixes" columns={columns}>
              {items.map((fix) => (
                <FixRow key={fix.id} fix={fix} />
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
  { label: 'State', className: 'w-44' },
  { label: 'Issue' },
  { label: 'Events', className: `w-32 ${medium}` },
  { label: 'Window', className: `w-36 ${small}` },
  { label: 'Verdict', className: `w-[30%] ${small}` },
  { label: 'Merged', className: `w-28 text-right ${medium}` },
]

function FixRow({ fix }: { fix: FixAttempt }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Row>
        <Cell className="py-2 align-top">
          <FixMark fix={fix} />
        </Cell>
        <Cell className="max-w-0 py-2 align-top">
          <a
            href={issuePath(fix.issue_identifier)}
            data-row
            onClick={(event) => followOver(event, fix.issue_identifier)}
            className={`line-clamp-2 break-words ${rowLinkClasses}`}
          >
            {fix.issue_title}
          </a>
          <span className="flex gap-2 text-ink-3 text-meta">
            <span className="font-mono">{fix.issue_identifier}</span>
            <span className="truncate">
              {fix.pull_request.repository} #{fix.pull_request.number}
            </span>
          </span>
          <p className="break-words text-ink-2 text-meta md:hidden">{fix.state_detail}</p>
        </Cell>
        <Cell className={`py-2 align-top ${medium}`}>
          <EventCounts fix={fix} />
        </Cell>
        <Cell className={`py-2 align-top ${small}`}>
          <WindowProgress fix={fix} />
        </Cell>
        <Cell className={`max-w-0 py-2 align-top ${small}`}>
          <p className="break-words text-ink-2">{fix.state_detail}</p>
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="relative z-1 rounded-sm text-accent text-meta hover:underline"
          >
            {open ? 'Hide evidence' : 'Evidence'}
          </button>
        </Cell>
        <Cell className={`whitespace-nowrap py-2 text-right align-top text-ink-3 text-meta ${medium}`}>
          <RelativeTime at={fix.merged_at} />
        </Cell>
      </Row>
      {open && (
        <tr>
          <td colSpan={columns.length} className="border-b bg-panel px-4 py-3">
            <div className="max-w-2xl">
              <FixEvidence issueId={fix.issue_id} fixId={fix.id} />
            </div>
          </td>
        </tr>
      )}
    </>
  )
}

/** Before and after the deploy, as two bars with their numbers. */
function EventCounts({ fix }: { fix: FixAttempt }) {
  const { events_before: before, events_after: after } = fix
  if (before === null && after === null) return <span className="text-ink-3 text-meta">not counted</span>
  const most = Math.max(1, before ?? 0, after ?? 0)
  return (
    <dl className="flex flex-col gap-1 text-meta">
      <CountBar name="before" count={before} most={most} className="bg-idle" />
      <CountBar name="after" count={after} most={most} className={(after ?? 0) > 0 ? 'bg-fail' : 'bg-good'} />
    </dl>
  )
}

function CountBar({ name, count, most, className }: { name: string; count: number | null; most: number; className: string }) {
  return (
    <div className="flex items-center gap-1.5">
      <dt className="w-9 text-ink-3">{name}</dt>
      <dd className="flex flex-1 items-center gap-1.5">
        <span
          aria-hidden
          className={`h-1.5 rounded-full ${className}`}
          style={{ width: count ? `${Math.max(6, (count / most) * 60)}%` : 2 }}
        />
        {count?.toLocaleString('en-GB') ?? '–'}
      </dd>
    </div>
  )
}
