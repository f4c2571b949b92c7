// Invitations that wait, and on request those that ended.
'use client'
import { Mail } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import { type Invitation, useInvitations, useRevokeInvitation } from './member-queries.ts'
import { roleLabel } from './role-words.ts'

export function InvitationList() {
  const [withEnded, setWithEnded] = useState(false)
  const { query, invitations } = useInvitations(true)
  if (query.error && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data) return <Skeleton className="h-10" />
  const open = invitations.filter(({ state }) => state === 'open')
  const ended = invitations.length - open.length
  return (
    <div className="flex flex-col gap-1">
      <h3 className="font-medium text-ink-2 text-meta">Invitations</h3>
      {open.length === 0 && <p className="text-ink-3 text-meta">None is open.</p>}
      <ul aria-label="Invitations" className="flex flex-col divide-y">
        {(withEnded ? invitations : open).map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} />
        ))}
      </ul>
      <div className="flex gap-2">
        {ended > 0 && (
          <Button look="ghost" className="h-6 text-meta" aria-expanded={withEnded} onClick={() => setWithEnded(!withEnded)}>
            {withEnded ? 'Only open ones' : `Show ${ended} that ended`}
          </Button>
        )}
        {query.hasNextPage && (
          <Button
            look="ghost"
            className="h-6 text-meta"
            busy={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Load more
          </Button>
        )}
      </div>
    </div>
  )
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const revoke = useRevokeInvitation()
  const isOpen = invitation.state === 'open'
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <Mail aria-hidden size={14} className="text-ink-3" />
      <span className="min-w-0 break-words font-medium">{invitation.email}</span>
      <span className="text-ink-2">{roleLabel(invitation.role)}</span>
      <span className="ml-auto text-ink-3 text-meta">
        {isOpen ? 'ends ' : `by ${invitation.created_by.name}, `}
        <RelativeTime at={isOpen ? invitation.expires_at : invitation.created_at} />
      </span>
      {isOpen ? (
        <Button
          look="danger"
          className="h-6"
          aria-label={`Revoke the invitation of ${invitation.email}`}
          busy={revoke.isPending}
          onClick={() =>
            revoke.mutate(invitation.id, {
              onSuccess: () => toastDone('Revoked. The link opens nothing any more.'),
              onError: (error) => toastProblem(error),
            })
          }
        >
          Revoke
        </Button>
      ) : (
        <Badge>{invitation.state}</Badge>
      )}
    </li>
  )
}
