// Deliveries, and the issue that may lie over them.
'use client'
import { DeliveryListView } from '#src/intake/ui/delivery-list.tsx'
import { IssueOverlay } from './issue-overlay.tsx'

export function DeliveryListPage() {
  return (
    <>
      <DeliveryListView />
      <IssueOverlay below="/deliveries" />
    </>
  )
}
