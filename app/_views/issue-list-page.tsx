// Issues, and the issue that may lie over them.
'use client'
import { IssueListView } from '#src/issues/ui/issue-list.tsx'
import { IssueOverlay } from './issue-overlay.tsx'

export function IssueListPage() {
  return (
    <>
      <IssueListView />
      <IssueOverlay below="/issues" />
    </>
  )
}
