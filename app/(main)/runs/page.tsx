// Runs.
import type { Metadata } from 'next'
import { RunListPage } from '../../_views/run-list-page.tsx'

export const metadata: Metadata = { title: 'Runs' }

export default function Page() {
  return <RunListPage />
}
