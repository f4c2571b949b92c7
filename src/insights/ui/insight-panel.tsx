// The issues behind one number.
'use client'
import { X } from 'lucide-react'
import { IssueLink } from '../../issues/ui/issue-link.tsx'
import { IconButton } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { useStore } from '../../ui/external-store.ts'
import { useShortcut } from '../../ui/keyboard/shortcuts.ts'
import { LoadMore } from '../../ui/load-more.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { viewBelow } from '../../ui/view-below.ts'
import type { Shown } from './figure-cell.tsx'
import { type InsightIssue, useInsightIssues } from './insight-queries.ts'
import { valueText } from './insight-words.ts'

export function InsightPanel({ shown, onClose }: { shown: Shown; onClose(): void }) {
  const list = useInsightIssues(shown.path)
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  // What lies over the view is closed first.
  const isCovered = useStore(viewBelow, null) !== null
  useShortcut({ keys: 'Escape', label: 'Close the issues behind a number', group: 'Everywhere' }, onClose, !isCovered)
  return (
    <aside
      aria-label={shown.title}
      className="flex min-h-0 w-full shrink-0 flex-col overflow-y-auto bg-panel lg:w-[400px] lg:border-l"
    >
      <header className="sticky top-0 z-10 flex h-11 shrink-0 items-center gap-2 border-b bg-panel px-4">
        <h2 className="min-w-0 truncate font-medium">{shown.title}</h2>
        <IconButton label="Close" icon={X} className="ml-auto" onClick={onClose} />
      </header>
      {list.isPending && <SkeletonRows count={6} label="Loading the issues" />}
      {list.error && !list.data && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      <ul className="flex flex-col px-4 py-2">
        {items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an issue may come twice, and rows never move.
          <li key={index} className="border-b py-1 last:border-0">
            <Item item={item} metric={shown.metric} />
          </li>
        ))}
      </ul>
      <LoadMore
        hasMore={list.hasNextPage}
        isLoading={list.isFetchingNextPage}
        error={list.isFetchNextPageError ? list.error : null}
        onMore={() => void list.fetchNextPage()}
      />
    </aside>
  )
}

function Item({ item: { issue, agent, at, value }, metric }: { item: InsightIssue; metric: Shown['metric'] }) {
  return (
    <>
      <IssueLink issue={issue} />
      <p className="flex flex-wrap gap-x-2 text-ink-3 text-meta">
        {value !== null && <span className="font-medium text-ink-2 tabular-nums">{valueText(metric, value)}</span>}
        <span>{agent ? agent.name : 'no agent'}</span>
        <RelativeTime at={at} />
      </p>
    </>
  )
}
