// The people of the workspace: who they are, what they may do, and how others come in.
'use client'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { ShownOnceDialog } from '../../ui/shown-once-dialog.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { InvitationList } from './invitation-list.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { type CreatedInvitation, useMembers } from './member-queries.ts'
import { MemberRow } from './member-row.tsx'
import { usePermission } from './permission.ts'
import { roleLabel } from './role-words.ts'
import { SharedPasswordLine } from './shared-password-line.tsx'

export function MembersPanel() {
  const { query, members, sharedPassword } = useMembers()
  const manage = usePermission('member.manage')
  const [inviting, setInviting] = useState(false)
  const [created, setCreated] = useState<CreatedInvitation | null>(null)
  if (query.error && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data) return <Skeleton className="h-24" />
  const owners = members.filter(({ role, email }) => role === 'owner' && email !== null).length
  return (
    <div className="flex flex-col gap-3">
      {members.length === 0 && (
        <p className="text-ink-2">Nobody has an account here yet. Invite yourself as an owner first, then the others.</p>
      )}
      <ul aria-label="Members" className="flex flex-col divide-y">
        {members.map((member) => (
          <MemberRow key={member.id} member={member} isLastOwner={member.role === 'owner' && owners <= 1 && !query.hasNextPage} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button look="ghost" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Load more
        </Button>
      )}
      <SharedPasswordLine isOn={sharedPassword} />
      {manage.allowed ? (
        <>
          <div>
            <Button icon={UserPlus} onClick={() => setInviting(true)}>
              Invite somebody
            </Button>
          </div>
          <InvitationList />
        </>
      ) : (
        <p className="text-ink-3 text-meta">Admins and owners invite people and change roles.</p>
      )}
      {inviting && (
        <InviteDialog
          onClose={() => setInviting(false)}
          onCreated={(invitation) => {
            setInviting(false)
            setCreated(invitation)
          }}
        />
      )}
      {created && (
        <ShownOnceDialog
          title={`The invitation for ${created.email}`}
          description={`Send this link yourself: it is shown once, works once, within 7 days, and makes them ${roleLabel(created.role).toLowerCase()}.`}
          text={created.url}
          onClose={() => setCreated(null)}
        />
      )}
    </div>
  )
}
