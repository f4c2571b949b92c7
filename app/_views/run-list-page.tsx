// Runs, and the issue that may lie over them.
'use client'
import { RunListView } from '#src/runs/ui/run-list.tsx'
import { IssueOverlay } from './issue-overlay.tsx'

export function RunListPage() {
  return (
    <>
      <RunListView />
      <IssueOverlay below="/runs" />
    </>
  )
}
