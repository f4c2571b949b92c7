// The fix attempts of an issue: state, window, how sure the numbers make us, and all that they rest on.
'use client'
import { useState } from 'react'
import { ErrorState } from '../../ui/error-state.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { FixMark } from './fix-mark.tsx'
import { FixProofView } from './fix-proof.tsx'
import { type FixDetail, useIssueFixes } from './fix-queries.ts'
import { confidenceText } from './fix-words.ts'
import { OccurrenceChart } from './occurrence-chart.tsx'
import { WindowProgress } from './window-progress.tsx'

export function FixPanel({ issueId }: { issueId: string }) {
  const fixes = useIssueFixes(issueId)
  if (fixes.isPending) return <SkeletonRows count={2} label="Loading fixes" />
  if (fixes.error && !fixes.data) return <ErrorState error={fixes.error} onRetry={() => void fixes.refetch()} />
  const items = fixes.data?.items ?? []
  if (items.length === 0) return <p className="text-ink-3 text-meta">No fix was merged yet.</p>
  return (
    <ul className="flex flex-col gap-4">
      {items.map((fix) => (
        <li key={fix.id}>
          <FixCard fix={fix} />
        </li>
      ))}
    </ul>
  )
}

function FixCard({ fix }: { fix: FixDetail }) {
  const [open, setOpen] = useState(false)
  // A verdict's own sentence says how sure it is.
  const confidence = fix.verdict_at ? null : confidenceText({ ...fix, ...fix.proof })
  return (
    <article aria-label={`Fix by #${fix.pull_request.number}`} className="flex flex-col gap-1">
      <p className="flex items-center gap-2">
        <FixMark fix={fix} />
        <span className="text-ink-3 text-meta">#{fix.pull_request.number}</span>
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="ml-auto rounded-sm text-ink-3 text-meta hover:text-ink"
        >
          {open ? 'Hide evidence' : 'Evidence'}
        </button>
      </p>
      <p className="break-words text-ink-2">{fix.state_detail}</p>
      {fix.window_starts_at && <WindowProgress fix={fix} />}
      {confidence && <p className="text-ink-3 text-meta">{confidence}</p>}
      {fix.broken_at && (
        <p className="text-fail text-meta">
          The error came back <RelativeTime at={fix.broken_at} />, after the verdict.
        </p>
      )}
      {open ? <FixProofView fix={fix} /> : <OccurrenceChart fix={fix} />}
    </article>
  )
}

/** The same of one attempt in a list that knows less: its chart and history are asked for when it is opened. */
export function FixEvidence({ issueId, fixId }: { issueId: string; fixId: string }) {
  const fixes = useIssueFixes(issueId)
  const fix = fixes.data?.items.find((item) => item.id === fixId)
  if (fix) return <FixProofView fix={fix} />
  if (fixes.error) return <ErrorState error={fixes.error} onRetry={() => void fixes.refetch()} />
  return <SkeletonRows count={3} label="Loading evidence" />
}
