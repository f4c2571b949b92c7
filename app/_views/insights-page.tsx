// Insights, and the issue that may lie over them.
'use client'
import { InsightsView } from '#src/insights/ui/insights-view.tsx'
import { IssueOverlay } from './issue-overlay.tsx'

export function InsightsPage() {
  return (
    <>
      <InsightsView />
      <IssueOverlay below="/insights" />
    </>
  )
}
