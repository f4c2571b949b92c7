// Where the link of an invitation leads.
import type { Metadata } from 'next'
import { InviteView } from '#src/access/ui/invite-view.tsx'

export const metadata: Metadata = { title: 'Invitation' }

export default function InvitePage() {
  return <InviteView />
}
