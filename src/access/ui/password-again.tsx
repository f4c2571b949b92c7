// Dangerous actions want a fresh password; whatever asked goes on by itself afterwards.
'use client'
import { usePathname } from 'next/navigation'
import { Dialog } from '../../ui/dialog.tsx'
import { useStore } from '../../ui/external-store.ts'
import { passwordRequest } from '../../ui/session-state.ts'
import { GitHubButton } from './github-button.tsx'
import { PasswordForm } from './password-form.tsx'
import { useSession } from './session.ts'

export function PasswordAgain() {
  const path = usePathname()
  const request = useStore(passwordRequest, null)
  const account = useSession().data?.account
  const isGitHubOnly = account?.has_password === false
  return (
    <Dialog
      open={request !== null}
      onOpenChange={(open) => {
        if (!open) request?.answer(false)
      }}
      title={isGitHubOnly ? 'Log in again' : 'Your password again'}
      description={
        isGitHubOnly
          ? 'Your account has no password. Go through GitHub again: you come back to this page, then do this once more.'
          : 'You entered it more than 12 hours ago, and what you do now is dangerous.'
      }
    >
      {isGitHubOnly ? (
        <GitHubButton purpose={{ next: path }} />
      ) : (
        <PasswordForm path="/api/auth/confirm" submitLabel="Confirm" onDone={() => request?.answer(true)} />
      )}
    </Dialog>
  )
}
