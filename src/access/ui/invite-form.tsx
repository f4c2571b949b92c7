// Takes up an invitation with a password: a new one for a new account, the one it has for a known address.
'use client'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../ui/api-client.ts'
import { fieldProblem, isProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { TextField } from '../../ui/field.tsx'
import type { Preview } from './invite-view.tsx'
import { NewPasswordField, shortestPassword } from './new-password-field.tsx'
import { throttleText, useThrottle } from './use-throttle.ts'

export function InviteForm({ token, preview }: { token: string; preview: Preview }) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const isKnown = preview.has_account
  const accept = useMutation({
    mutationFn: () => {
      const body = isKnown ? { token, password } : { token, password, display_name: name.trim() }
      return api<unknown>('/api/auth/invitation/accept', { method: 'POST', body })
    },
    onSuccess: () => window.location.replace('/board'),
  })
  const waitSeconds = useThrottle(accept.error, accept.submittedAt)
  const problem = problemsOf(accept.error, waitSeconds)
  const isReady = isKnown ? password !== '' : password.length >= shortestPassword && name.trim() !== ''
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        accept.mutate()
      }}
    >
      {/* Password managers file the password under it. */}
      <input type="email" name="email" autoComplete="username" value={preview.email} readOnly hidden />
      {isKnown ? (
        <TextField
          label="Password of your account"
          type="password"
          autoComplete="current-password"
          autoFocus
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          problem={problem.password}
          hint="This address has an account here already."
        />
      ) : (
        <>
          <TextField
            label="Your name"
            autoComplete="name"
            autoFocus
            required
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.target.value)}
            problem={problem.name}
            hint="Shown beside what you do."
          />
          <NewPasswordField label="Choose a password" value={password} onChange={setPassword} problem={problem.password} />
        </>
      )}
      {waitSeconds > 0 && <Notice tone="need">{throttleText(waitSeconds)}</Notice>}
      {problem.other && <Notice>{problem.other}</Notice>}
      <Button
        type="submit"
        look="primary"
        className="h-8 w-full"
        busy={accept.isPending || accept.isSuccess}
        disabled={!isReady || waitSeconds > 0}
      >
        Accept the invitation
      </Button>
    </form>
  )
}

/** Each complaint at its field; what has none stands by itself. */
function problemsOf(error: unknown, waitSeconds: number) {
  const name = fieldProblem(error, 'display_name')
  const isWrong = isProblem(error, 'invalid_credentials')
  const password = fieldProblem(error, 'password') ?? (isWrong ? 'That is not the password of this account.' : undefined)
  const other = error && !name && !password && waitSeconds === 0 ? problemText(error) : undefined
  return { name, password, other }
}
