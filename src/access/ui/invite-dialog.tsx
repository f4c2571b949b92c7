// Who is invited, and as what.
'use client'
import { useState } from 'react'
import type { Role } from '../../platform/context.ts'
import { fieldProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { TextField } from '../../ui/field.tsx'
import { type CreatedInvitation, useInvite } from './member-queries.ts'
import { usePermission } from './permission.ts'
import { roleWords } from './role-words.ts'

interface InviteDialogProps {
  onClose(): void
  onCreated(invitation: CreatedInvitation): void
}

export function InviteDialog({ onClose, onCreated }: InviteDialogProps) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('member')
  const invite = useInvite()
  const owners = usePermission('owner.manage')
  const emailProblem = fieldProblem(invite.error, 'email')
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Invite somebody"
      description="You get a link to send them. An open invitation of the same address ends."
      footer={
        <Button look="primary" type="submit" form="invite" busy={invite.isPending} disabled={email.trim() === ''}>
          Make the link
        </Button>
      }
    >
      <form
        id="invite"
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          invite.mutate({ email: email.trim(), role }, { onSuccess: onCreated })
        }}
      >
        <TextField
          label="E-mail address"
          type="email"
          autoComplete="off"
          autoFocus
          required
          maxLength={254}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          problem={emailProblem}
        />
        <fieldset className="flex flex-col gap-1.5">
          <legend className="mb-1 font-medium text-ink-2 text-meta">Role</legend>
          {roleWords.map(({ value, label, hint }) => {
            const isKept = value === 'owner' && !owners.allowed
            return (
              <label key={value} className="flex items-start gap-2 text-base">
                <input
                  type="radio"
                  name="role"
                  value={value}
                  checked={role === value}
                  disabled={isKept}
                  onChange={() => setRole(value)}
                  className="mt-0.5 size-4 accent-accent"
                />
                <span className="text-ink">
                  {label}
                  <span className="block text-ink-3 text-meta">{isKept ? owners.reason : hint}</span>
                </span>
              </label>
            )
          })}
        </fieldset>
        {invite.error && !emailProblem && <Notice>{problemText(invite.error)}</Notice>}
      </form>
    </Dialog>
  )
}
