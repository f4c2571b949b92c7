// A run, and its issue that may lie over it.
'use client'
import { RunView } from '#src/runs/ui/run-view.tsx'
import { IssueOverlay } from './issue-overlay.tsx'

export function RunPage({ id }: { id: string }) {
  return (
    <>
      <RunView id={id} />
      <IssueOverlay below={`/runs/${encodeURIComponent(id)}`} />
    </>
  )
}
