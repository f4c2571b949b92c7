// Inbox.
import type { Metadata } from 'next'
import { InboxPage } from '../../_views/inbox-page.tsx'

export const metadata: Metadata = { title: 'Inbox' }

export default function Page() {
  return <InboxPage />
}
