// Deployments, and the issue that may lie over them.
'use client'
import { ShippedListView } from '#src/fixes/ui/shipped-list.tsx'
import { IssueOverlay } from './issue-overlay.tsx'

export function DeploymentListPage() {
  return (
    <>
      <ShippedListView />
      <IssueOverlay below="/deployments" />
    </>
  )
}
