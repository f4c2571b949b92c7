// What an invitation opens, and taking it up: as who one is, with a password, or through GitHub.
'use client'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import { api } from '../../ui/api-client.ts'
import { isProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/error-state.tsx'
import type { acceptedSchema, invitationPreviewSchema } from '../member-schemas.ts'
import { EntryFrame, EntryWait } from './entry-frame.tsx'
import { GitHubButton } from './github-button.tsx'
import { InviteForm } from './invite-form.tsx'
import { takeLinkToken } from './link-token.ts'
import { roleWords } from './role-words.ts'
import { type Session, switchWorkspace } from './session.ts'
import { throttleText, useThrottle } from './use-throttle.ts'

export type Preview = z.infer<typeof invitationPreviewSchema>
type Opened = { preview: Preview; session: Session | null }

export function InviteView() {
  const [token, setToken] = useState<string | null>(null)
  const begun = useRef(false)
  const open = useMutation({ mutationFn: openInvitation })
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per visit; the token leaves the address.
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    const found = takeLinkToken() ?? ''
    setToken(found)
    if (found) open.mutate(found)
  }, [])
  const title = open.data ? `Join ${open.data.preview.workspace.name}` : 'An invitation'
  return (
    <EntryFrame title={title} about="Errors in, proven fixes out">
      {token === '' && <Notice tone="need">The link is not complete. Open it once more as it was sent to you.</Notice>}
      {open.isPending && <EntryWait>Opening the invitation</EntryWait>}
      {open.error && <Refusal error={open.error} attemptedAt={open.submittedAt} onRetry={() => token && open.mutate(token)} />}
      {open.data && token && <Invitation token={token} {...open.data} />}
    </EntryFrame>
  )
}

async function openInvitation(token: string): Promise<Opened> {
  const preview = await api<Preview>('/api/auth/invitation', { method: 'POST', body: { token } })
  const session = await api<Session>('/api/auth/session').catch(() => null)
  return { preview, session }
}

function Refusal({ error, attemptedAt, onRetry }: { error: unknown; attemptedAt: number; onRetry(): void }) {
  const waitSeconds = useThrottle(error, attemptedAt)
  if (isProblem(error, 'invalid_invitation'))
    return (
      <Notice>
        This invitation was used, revoked or replaced, or is older than 7 days. Ask whoever sent it for another one.
      </Notice>
    )
  return (
    <>
      <Notice>{waitSeconds > 0 ? throttleText(waitSeconds) : problemText(error)}</Notice>
      <Button className="h-8" disabled={waitSeconds > 0} onClick={onRetry}>
        Try again
      </Button>
    </>
  )
}

function Invitation({ token, preview, session }: Opened & { token: string }) {
  const role = roleWords.find(({ value }) => value === preview.role)
  const account = session?.account
  return (
    <>
      <p className="text-base text-ink-2">
        For <span className="font-medium text-ink">{preview.email}</span>, as {role?.label.toLowerCase()}. {role?.hint}
      </p>
      {account && session ? (
        <AcceptAsCaller token={token} name={session.actor.name} email={account.email} />
      ) : (
        <>
          {preview.password && <InviteForm token={token} preview={preview} />}
          {!preview.password && (
            <p className="text-base text-ink-2">This address has an account without a password: it comes in through GitHub.</p>
          )}
          {preview.github && <GitHubButton purpose={{ invitation: token }} />}
          {!preview.password && !preview.github && (
            <Notice tone="need">Logging in through GitHub is not set up here any more. Ask an admin for a password link.</Notice>
          )}
        </>
      )}
    </>
  )
}

function AcceptAsCaller({ token, name, email }: { token: string; name: string; email: string }) {
  const accept = useMutation({
    mutationFn: async () => {
      const body = { token }
      const { workspace_id } = await api<z.infer<typeof acceptedSchema>>('/api/auth/invitation/accept', { method: 'POST', body })
      await switchWorkspace(workspace_id)
    },
  })
  return (
    <div className="flex flex-col gap-3">
      <p className="text-base text-ink-2">
        You are logged in as {name} ({email}). You take it up as who you are.
      </p>
      {accept.error && <Notice>{problemText(accept.error)}</Notice>}
      <Button look="primary" className="h-8" busy={accept.isPending || accept.isSuccess} onClick={() => accept.mutate()}>
        Accept as {name}
      </Button>
    </div>
  )
}
