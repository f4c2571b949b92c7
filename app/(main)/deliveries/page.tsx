// Deliveries.
import type { Metadata } from 'next'
import { DeliveryListPage } from '../../_views/delivery-list-page.tsx'

export const metadata: Metadata = { title: 'Deliveries' }

export default function Page() {
  return <DeliveryListPage />
}
