// A password, an e-mail address before it if an account is meant, and one button: for the login, for coming back, for dangerous actions.
'use client'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../ui/api-client.ts'
import { fieldProblem, isProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { throttleText, useThrottle } from './use-throttle.ts'

interface PasswordFormProps {
  path: '/api/auth/login' | '/api/auth/confirm'
  submitLabel: string
  /** Asks whose password it is, too. */
  withEmail?: boolean
  onDone(): void
}

export function PasswordForm({ path, submitLabel, withEmail = false, onDone }: PasswordFormProps) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const body = withEmail ? { email: email.trim(), password } : { password }
  const send = useMutation({ mutationFn: () => api<void>(path, { method: 'POST', body }), onSuccess: onDone })
  const waitSeconds = useThrottle(send.error, send.submittedAt)
  const emailProblem = fieldProblem(send.error, 'email')
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        send.mutate()
      }}
    >
      {withEmail && (
        <TextField
          label="E-mail address"
          name="email"
          type="email"
          autoComplete="username"
          autoFocus
          required
          maxLength={254}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          problem={emailProblem}
        />
      )}
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        autoFocus={!withEmail}
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        problem={send.error && !emailProblem && waitSeconds === 0 ? wordsFor(send.error, withEmail) : undefined}
        hint={waitSeconds > 0 ? throttleText(waitSeconds) : undefined}
      />
      <Button
        type="submit"
        look="primary"
        className="h-8 w-full"
        busy={send.isPending}
        disabled={password === '' || (withEmail && email.trim() === '') || waitSeconds > 0}
      >
        {submitLabel}
      </Button>
    </form>
  )
}

function wordsFor(error: unknown, withEmail: boolean): string {
  if (isProblem(error) && error.status === 429) return 'You can try again now.'
  if (!isProblem(error, 'invalid_credentials')) return problemText(error)
  return withEmail ? 'The e-mail address or the password is wrong.' : 'That is not the password.'
}
