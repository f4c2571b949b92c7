// The timeline: newest run open, older ones one line with what came of them.
'use client'
import { ChevronRight, Flag } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { CommentCard } from '../../issues/ui/comment-card.tsx'
import { useComments, useIssueEvents } from '../../issues/ui/issue-queries.ts'
import { ActorIcon } from '../../ui/agent-mark.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { exactDurationText } from '../../ui/duration.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Markdown } from '../../ui/markdown.tsx'
import { moneyText } from '../../ui/money.ts'
import { useNow } from '../../ui/now.ts'
import { itemsOf } from '../../ui/page.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { SimulatedMark } from '../../ui/simulated-mark.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { type Run, useIssueActivity, useIssueRuns } from './run-queries.ts'
import { RunStateBadge } from './run-state-badge.tsx'
import { kindWords, runDurationMs } from './run-words.ts'
import { buildTimeline, type TimelineItem } from './timeline.ts'

export function TimelineView({ issueId }: { issueId: string }) {
  const events = useIssueEvents(issueId)
  const comments = useComments(issueId)
  const activities = useIssueActivity(issueId).data ?? []
  const runs = useIssueRuns(issueId).data ?? []
  if (events.error && !events.data) return <ErrorState error={events.error} onRetry={() => void events.refetch()} />
  if (!events.data) return <SkeletonRows count={4} label="Loading the timeline" />
  const groups = buildTimeline({
    events: itemsOf(events.data.pages, (event) => String(event.seq)),
    comments: itemsOf(comments.data?.pages, (comment) => comment.id),
    activities,
    runs,
  })
  return (
    <>
      {(events.hasNextPage || comments.hasNextPage) && (
        <Button
          look="ghost"
          busy={events.isFetchingNextPage || comments.isFetchingNextPage}
          onClick={() =>
            void Promise.all([events.hasNextPage && events.fetchNextPage(), comments.hasNextPage && comments.fetchNextPage()])
          }
        >
          Show more of the timeline
        </Button>
      )}
      <ol aria-label="Timeline" className="flex flex-col">
        {groups.map((group) =>
          group.kind === 'run' ? (
            <li key={group.run.id}>
              <RunGroup run={group.run} items={group.items} isNewest={group.run.id === runs[0]?.id} />
            </li>
          ) : (
            <li key={group.item.key}>
              <TimelineLine item={group.item} />
            </li>
          ),
        )}
      </ol>
    </>
  )
}

function RunGroup({ run, items, isNewest }: { run: Run; items: TimelineItem[]; isNewest: boolean }) {
  const [opened, setOpened] = useState<boolean | null>(null)
  const open = opened ?? isNewest
  const took = runDurationMs(run, useNow())
  return (
    <div className={cx('my-1.5 rounded-lg border bg-raised', run.simulated && 'hatch')}>
      <div className="flex min-h-9 flex-wrap items-center gap-x-2 gap-y-1 px-2.5 py-1.5">
        <button
          type="button"
          aria-expanded={open}
          aria-label={`${open ? 'Close' : 'Open'} the run ${kindWords[run.kind]}`}
          onClick={() => setOpened(!open)}
          className="flex size-5 items-center justify-center rounded-sm text-ink-3 hover:bg-hover"
        >
          <ChevronRight aria-hidden size={14} className={cx('transition-transform duration-100', open && 'rotate-90')} />
        </button>
        <Link href={`/runs/${run.id}`} className="font-medium text-ink hover:underline">
          {kindWords[run.kind]}
        </Link>
        <RunStateBadge run={run} />
        {run.simulated && <SimulatedMark />}
        <span className="min-w-0 truncate text-ink-3 text-meta">
          {run.agent.name}
          {took !== null && ` · ${exactDurationText(took)}`}
          {run.cost_usd > 0 && ` · ${moneyText(run.cost_usd)}`}
        </span>
        <RelativeTime at={run.created_at} className="ml-auto text-ink-3 text-meta" />
      </div>
      {open && (run.outcome_summary || run.question || run.failure_detail || items.length > 0) && (
        <div className="flex flex-col gap-1 border-t px-3 py-2">
          {items.map((item) => (
            <TimelineLine key={item.key} item={item} />
          ))}
          {run.question ? <Markdown className="text-base">{`**${run.question}**`}</Markdown> : null}
          {run.outcome_summary && <Markdown className="text-base">{run.outcome_summary}</Markdown>}
          {run.failure_detail && <p className="text-base text-fail">{run.failure_detail}</p>}
        </div>
      )}
    </div>
  )
}

function TimelineLine({ item }: { item: TimelineItem }) {
  if (item.kind === 'comment') return <CommentCard comment={item.comment} />
  if (item.kind === 'activity') {
    return (
      <div className="flex items-start gap-2 py-1 text-base">
        <Flag aria-hidden size={13} className="mt-1 shrink-0 text-ink-3" />
        <p className="min-w-0 flex-1 break-words">{item.activity.summary}</p>
        <RelativeTime at={item.at} className="shrink-0 text-ink-3 text-meta" />
      </div>
    )
  }
  const { event, line } = item
  return (
    <div className="flex items-start gap-2 px-2.5 py-1 text-base">
      <span className="mt-1 text-ink-3">
        <ActorIcon type={event.actor.type} size={13} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="break-words text-ink-2">
          <span className="font-medium text-ink">{event.actor.name}</span> {line.text}
        </p>
        {line.detail && <p className="break-words text-ink-3">{line.detail}</p>}
      </div>
      <RelativeTime at={item.at} className="shrink-0 text-ink-3 text-meta" />
    </div>
  )
}
