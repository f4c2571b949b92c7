// One password field and one button: for the login, for coming back, and for dangerous actions.
'use client'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '../../ui/api-client.ts'
import { isProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'

interface PasswordFormProps {
  path: '/api/auth/login' | '/api/auth/confirm'
  submitLabel: string
  onDone(): void
}

export function PasswordForm({ path, submitLabel, onDone }: PasswordFormProps) {
  const [password, setPassword] = useState('')
  const send = useMutation({ mutationFn: () => api<void>(path, { method: 'POST', body: { password } }), onSuccess: onDone })
  const refusal = isProblem(send.error) && send.error.status === 429 ? send.error : null
  const waitSeconds = useCountdown(refusal ? (refusal.retryAfterSeconds ?? 30) : 0, send.submittedAt)
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        send.mutate()
      }}
    >
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        autoFocus
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        problem={send.error && waitSeconds === 0 ? wordsFor(send.error) : undefined}
        hint={waitSeconds > 0 ? `Too many attempts. Try again in ${waitSeconds} s.` : undefined}
      />
      <Button
        type="submit"
        look="primary"
        className="h-8 w-full"
        busy={send.isPending}
        disabled={password === '' || waitSeconds > 0}
      >
        {submitLabel}
      </Button>
    </form>
  )
}

function wordsFor(error: unknown): string {
  if (isProblem(error) && error.status === 429) return 'You can try again now.'
  return isProblem(error) && error.status === 401 ? 'That is not the password.' : problemText(error)
}

/** Seconds left of a wait that began with the refusal of that moment. */
function useCountdown(seconds: number, refusedAt: number): number {
  const [left, setLeft] = useState(seconds)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a repeated refusal starts the same wait again.
  useEffect(() => {
    setLeft(seconds)
    if (seconds === 0) return undefined
    const timer = setInterval(() => setLeft((value) => Math.max(0, value - 1)), 1000)
    return () => clearInterval(timer)
  }, [seconds, refusedAt])
  return left
}
