// Who did what, newest first, narrowed by kind, person and day.
'use client'
import { useInfiniteQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import type { z } from 'zod'
import { api } from '../../ui/api-client.ts'
import { isProblem } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { fullTimeText } from '../../ui/duration.ts'
import { ErrorState, Notice } from '../../ui/error-state.tsx'
import { itemsOf } from '../../ui/page.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import type { auditPageSchema } from '../member-schemas.ts'
import { type AuditFilter, AuditFilters, noFilter } from './audit-filters.tsx'
import { auditLine } from './audit-words.ts'
import { usePermission } from './permission.ts'
import { accessKeys } from './session.ts'

type AuditPage = z.infer<typeof auditPageSchema>

export function AuditPanel() {
  const read = usePermission('audit.read')
  if (!read.allowed) return <Notice tone="info">{read.reason}</Notice>
  return <AuditLog />
}

function AuditLog() {
  const [filter, setFilter] = useState<AuditFilter>(noFilter)
  const log = useInfiniteQuery({
    queryKey: [...accessKeys.audit, filter],
    queryFn: ({ pageParam, signal }) =>
      api<AuditPage>('/api/audit', { query: { ...queryOf(filter), limit: 30, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 5_000,
  })
  const entries = itemsOf(log.data?.pages, ({ seq }) => String(seq))
  const isDenied = isProblem(log.error) && log.error.status === 403
  return (
    <div className="flex flex-col gap-3">
      <AuditFilters filter={filter} onChange={setFilter} />
      {isDenied && <Notice tone="info">Only admins and owners read the audit log.</Notice>}
      {log.error && !isDenied && !log.data && <ErrorState error={log.error} onRetry={() => void log.refetch()} />}
      {log.isPending && <Skeleton className="h-32" />}
      {log.data && entries.length === 0 && (
        <p className="text-ink-2">
          {filter === noFilter ? 'Nothing happened yet.' : 'Nothing matches. Take a filter away to see more.'}
        </p>
      )}
      {entries.length > 0 && (
        <ol aria-label="Audit log" className="flex flex-col divide-y">
          {entries.map((entry) => (
            <AuditRow key={entry.seq} entry={entry} onActor={() => setFilter({ ...filter, actor: entry.actor.id })} />
          ))}
        </ol>
      )}
      {log.hasNextPage && (
        <div>
          <Button busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            Load older
          </Button>
        </div>
      )}
    </div>
  )
}

function AuditRow({ entry, onActor }: { entry: AuditPage['items'][number]; onActor(): void }) {
  const { text, detail } = auditLine(entry)
  return (
    <li className="flex flex-col gap-0.5 py-1.5">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <button
          type="button"
          title={`Only what ${entry.actor.name} did`}
          onClick={onActor}
          className="rounded-sm font-medium hover:underline"
        >
          {entry.actor.name}
        </button>
        <span className="min-w-0 break-words text-ink-2" title={entry.type}>
          {text}
        </span>
        {entry.issue_id && (
          <Link href={`/issues/${entry.issue_id}`} className="rounded-sm text-accent text-meta hover:underline">
            the issue
          </Link>
        )}
        <span className="ml-auto text-ink-3 text-meta" title={fullTimeText(new Date(entry.at))}>
          <RelativeTime at={entry.at} />
        </span>
      </p>
      {detail && <p className="break-words text-ink-3 text-meta">{detail}</p>}
    </li>
  )
}

/** Days are those of the reader; the last one is meant whole. */
function queryOf({ type, actor, since, until }: AuditFilter) {
  const start = since ? new Date(`${since}T00:00:00`) : null
  const end = until ? new Date(`${until}T00:00:00`) : null
  end?.setDate(end.getDate() + 1)
  return { type, actor, since: start?.toISOString(), until: end?.toISOString() }
}
