// Fixes.
import type { Metadata } from 'next'
import { FixListPage } from '../../_views/fix-list-page.tsx'

export const metadata: Metadata = { title: 'Fixes' }

export default function Page() {
  return <FixListPage />
}
