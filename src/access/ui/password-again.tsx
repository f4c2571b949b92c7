// Dangerous actions want a fresh password; whatever asked goes on by itself afterwards.
'use client'
import { Dialog } from '../../ui/dialog.tsx'
import { useStore } from '../../ui/external-store.ts'
import { passwordRequest } from '../../ui/session-state.ts'
import { PasswordForm } from './password-form.tsx'

export function PasswordAgain() {
  const request = useStore(passwordRequest, null)
  return (
    <Dialog
      open={request !== null}
      onOpenChange={(open) => {
        if (!open) request?.answer(false)
      }}
      title="Your password again"
      description={request?.detail}
    >
      <PasswordForm path="/api/auth/confirm" submitLabel="Confirm" onDone={() => request?.answer(true)} />
    </Dialog>
  )
}
