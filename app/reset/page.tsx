// Where the link that sets a new password leads.
import type { Metadata } from 'next'
import { ResetView } from '#src/access/ui/reset-view.tsx'

export const metadata: Metadata = { title: 'A new password' }

export default function ResetPage() {
  return <ResetView />
}
