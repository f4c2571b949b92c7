// The fix attempts of an issue: state, window, evidence in words.
'use client'
import { useState } from 'react'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { FixMark } from './fix-mark.tsx'
import { type FixAttempt, useIssueFixes } from './fix-queries.ts'
import { confidenceText } from './fix-words.ts'
import { WindowProgress } from './window-progress.tsx'

export function FixPanel({ issueId }: { issueId: string }) {
  const items = useIssueFixes(issueId).data?.items ?? []
  if (items.length === 0) return <p className="text-ink-3 text-meta">No fix was merged yet.</p>
  return (
    <ul className="flex flex-col gap-3">
      {items.map((fix) => (
        <li key={fix.id}>
          <FixItem fix={fix} />
        </li>
      ))}
    </ul>
  )
}

function FixItem({ fix }: { fix: FixAttempt }) {
  const [open, setOpen] = useState(false)
  const confidence = confidenceText(fix)
  return (
    <div className="flex flex-col gap-1">
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
      <p className="text-ink-2">{fix.state_detail}</p>
      {fix.window_starts_at && <WindowProgress fix={fix} />}
      {confidence && <p className="text-ink-3 text-meta">{confidence}</p>}
      {fix.broken_at && (
        <p className="text-fail text-meta">
          The error came back <RelativeTime at={fix.broken_at} />, after the verdict.
        </p>
      )}
      {open && <Evidence fix={fix} />}
    </div>
  )
}

export function Evidence({ fix }: { fix: FixAttempt }) {
  const rows: [string, string | null][] = [
    ['merge', fix.merge_sha.slice(0, 12)],
    ['deployed', fix.deployed_sha ? `${fix.deployed_sha.slice(0, 12)} to ${fix.environment ?? 'production'}` : null],
    ['events before', fix.events_before?.toLocaleString('en-GB') ?? null],
    ['events after', fix.events_after?.toLocaleString('en-GB') ?? null],
  ]
  return (
    <div className="flex flex-col gap-2 text-meta">
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
        {rows.map(
          ([name, value]) =>
            value && (
              <div key={name} className="contents">
                <dt className="text-ink-3">{name}</dt>
                <dd className="font-mono text-ink-2">{value}</dd>
              </div>
            ),
        )}
      </dl>
      <details>
        <summary className="cursor-default text-ink-3 hover:text-ink">All recorded evidence</summary>
        <pre className="mt-1 max-h-64 overflow-auto rounded-md border bg-panel p-2 font-mono text-micro">
          {JSON.stringify(fix.evidence, null, 2)}
        </pre>
      </details>
    </div>
  )
}
