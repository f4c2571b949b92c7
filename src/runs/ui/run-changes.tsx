// What a run changed, as a diff; open by itself when a person must decide about it.
'use client'
import { ChevronRight, FileDiff } from 'lucide-react'
import { useState } from 'react'
import { problemText } from '../../ui/api-problem.ts'
import { cx } from '../../ui/class-names.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { UnifiedDiffView } from '../../ui/unified-diff-view.tsx'
import { type Run, useRunDiff } from './run-queries.ts'

export function RunChanges({ run }: { run: Run }) {
  const [opened, setOpened] = useState<boolean | null>(null)
  const open = opened ?? run.push_state === 'held'
  if (!run.head_sha || run.head_sha === run.base_sha) return null
  return (
    <section aria-label="Changes" className="rounded-lg border">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpened(!open)}
        className="flex h-9 w-full items-center gap-2 rounded-lg px-3 text-left font-medium hover:bg-hover"
      >
        <FileDiff aria-hidden size={14} className="text-ink-3" />
        Changes
        <ChevronRight
          aria-hidden
          size={13}
          className={cx('ml-auto text-ink-3 transition-transform duration-100', open && 'rotate-90')}
        />
      </button>
      {open && <DiffOfRun run={run} />}
    </section>
  )
}

function DiffOfRun({ run }: { run: Run }) {
  const diff = useRunDiff(run.id)
  if (diff.error) return <p className="px-3 pb-2 text-ink-2">{problemText(diff.error)}</p>
  if (!diff.data) return <Skeleton className="m-3 h-24" />
  return (
    <div className="flex flex-col gap-2 px-3 pb-3">
      {diff.data.truncated && <p className="text-need">The change is too large to be shown as a whole.</p>}
      <UnifiedDiffView text={diff.data.text} />
    </div>
  )
}
