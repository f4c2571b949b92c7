// One's own account: how one comes in, and a new password.
'use client'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../ui/api-client.ts'
import { fieldProblem, isProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { TextField } from '../../ui/field.tsx'
import { toastDone } from '../../ui/toast.tsx'
import { GitHubButton } from './github-button.tsx'
import { useLoginMethods } from './login-ways.tsx'
import { NewPasswordField, shortestPassword } from './new-password-field.tsx'
import { useSession } from './session.ts'
import { throttleText, useThrottle } from './use-throttle.ts'

export function AccountPanel() {
  const session = useSession().data
  const methods = useLoginMethods().data
  const [changing, setChanging] = useState(false)
  if (!session) return null
  const { account } = session
  if (!account)
    return (
      <p className="text-ink-2">
        You are {session.actor.name}, by the shared password. With an account of your own the log tells you apart, and your role
        can be less than owner: invite yourself under Members.
      </p>
    )
  return (
    <div className="flex flex-col gap-3">
      <p className="text-ink-2">
        {session.actor.name}, <span className="text-ink">{account.email}</span>
        {account.github && <> · GitHub as {account.github}</>}
      </p>
      <div className="flex flex-wrap gap-2">
        {account.has_password && !changing && <Button onClick={() => setChanging(true)}>Change the password</Button>}
        {methods?.github && !account.github && <GitHubButton purpose={{ link: true }} label="Add GitHub" />}
      </div>
      {changing && <ChangePassword onDone={() => setChanging(false)} />}
    </div>
  )
}

function ChangePassword({ onDone }: { onDone(): void }) {
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const change = useMutation({
    mutationFn: () => api<void>('/api/auth/password', { method: 'POST', body: { current_password: current, password } }),
    onSuccess: () => {
      toastDone('Changed. Your other sessions ended.')
      onDone()
    },
  })
  const waitSeconds = useThrottle(change.error, change.submittedAt)
  const isWrong = isProblem(change.error, 'invalid_credentials')
  const problem = fieldProblem(change.error, 'password')
  return (
    <form
      className="flex max-w-80 flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate()
      }}
    >
      <TextField
        label="Present password"
        type="password"
        autoComplete="current-password"
        autoFocus
        required
        value={current}
        onChange={(event) => setCurrent(event.target.value)}
        problem={isWrong ? 'That is not the password.' : undefined}
      />
      <NewPasswordField value={password} onChange={setPassword} problem={problem} />
      {waitSeconds > 0 && <Notice tone="need">{throttleText(waitSeconds)}</Notice>}
      {change.error && !isWrong && !problem && waitSeconds === 0 && <Notice>{problemText(change.error)}</Notice>}
      <div className="flex gap-2">
        <Button
          type="submit"
          look="primary"
          busy={change.isPending}
          disabled={current === '' || password.length < shortestPassword || waitSeconds > 0}
        >
          Change
        </Button>
        <Button onClick={onDone}>Leave it</Button>
      </div>
    </form>
  )
}
