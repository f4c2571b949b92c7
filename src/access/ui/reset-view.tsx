// Sets a new password by the link that an admin made.
'use client'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api } from '../../ui/api-client.ts'
import { fieldProblem, isProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { EntryFrame } from './entry-frame.tsx'
import { takeLinkToken } from './link-token.ts'
import { NewPasswordField, shortestPassword } from './new-password-field.tsx'
import { throttleText, useThrottle } from './use-throttle.ts'

export function ResetView() {
  const [token, setToken] = useState<string | null>(null)
  const begun = useRef(false)
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    setToken(takeLinkToken() ?? '')
  }, [])
  return (
    <EntryFrame title="A new password" about="Setting it ends your other sessions.">
      {token === '' && <Notice tone="need">The link is not complete. Open it once more as it was sent to you.</Notice>}
      {token && <ResetForm token={token} />}
    </EntryFrame>
  )
}

function ResetForm({ token }: { token: string }) {
  const [password, setPassword] = useState('')
  const reset = useMutation({
    mutationFn: () => api<void>('/api/auth/reset', { method: 'POST', body: { token, password } }),
    onSuccess: () => window.location.replace('/board'),
  })
  const waitSeconds = useThrottle(reset.error, reset.submittedAt)
  if (isProblem(reset.error, 'invalid_link'))
    return <Notice>This link was used before or is older than a day. Ask an admin of your workspace for another one.</Notice>
  const passwordProblem = fieldProblem(reset.error, 'password')
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        reset.mutate()
      }}
    >
      <NewPasswordField value={password} onChange={setPassword} problem={passwordProblem} />
      {waitSeconds > 0 && <Notice tone="need">{throttleText(waitSeconds)}</Notice>}
      {reset.error && waitSeconds === 0 && !passwordProblem && <Notice>{problemText(reset.error)}</Notice>}
      <Button
        type="submit"
        look="primary"
        className="h-8 w-full"
        busy={reset.isPending || reset.isSuccess}
        disabled={password.length < shortestPassword || waitSeconds > 0}
      >
        Set the password and log in
      </Button>
    </form>
  )
}
