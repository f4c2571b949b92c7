// Fixes, and the issue that may lie over them.
'use client'
import { FixListView } from '#src/fixes/ui/fix-list.tsx'
import { IssueOverlay } from './issue-overlay.tsx'

export function FixListPage() {
  return (
    <>
      <FixListView />
      <IssueOverlay below="/fixes" />
    </>
  )
}
