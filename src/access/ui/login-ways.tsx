// The ways in that this server offers: e-mail address and password, the shared password, GitHub.
'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { z } from 'zod'
import { api } from '../../ui/api-client.ts'
import { cx } from '../../ui/class-names.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import type { loginMethodsSchema } from '../member-schemas.ts'
import { GitHubButton } from './github-button.tsx'
import { PasswordForm } from './password-form.tsx'
import { accessKeys } from './session.ts'

type Methods = z.infer<typeof loginMethodsSchema>
type Way = 'account' | 'shared'

const rememberedWay = 'dispatch.login-way'
/** What is offered while the server does not say: the ways that every server knows. */
const assumed: Methods = { shared_password: true, email: true, github: false }

export function useLoginMethods() {
  return useQuery({ queryKey: accessKeys.methods, queryFn: () => api<Methods>('/api/auth/methods'), retry: 1 })
}

interface LoginWaysProps {
  submitLabel: string
  /** Where GitHub leads back to. */
  next?: string
  onDone(): void
}

export function LoginWays({ submitLabel, next, onDone }: LoginWaysProps) {
  const answer = useLoginMethods()
  const [way, setWay] = useRememberedWay()
  if (answer.isPending) return <Skeleton className="h-32" />
  const methods = answer.data ?? assumed
  const isShared = methods.shared_password && way === 'shared'
  return (
    <div className="flex flex-col gap-4">
      {methods.shared_password && <WayChoice way={way} onChoose={setWay} />}
      <PasswordForm
        key={isShared ? 'shared' : 'account'}
        path="/api/auth/login"
        submitLabel={submitLabel}
        withEmail={!isShared}
        onDone={onDone}
      />
      {methods.github && (
        <>
          <p
            aria-hidden
            className="flex items-center gap-3 text-ink-3 text-meta before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line"
          >
            or
          </p>
          <GitHubButton purpose={next === undefined ? {} : { next }} />
        </>
      )}
    </div>
  )
}

const ways: { value: Way; label: string }[] = [
  { value: 'shared', label: 'Shared login' },
  { value: 'account', label: 'My account' },
]

function WayChoice({ way, onChoose }: { way: Way; onChoose(way: Way): void }) {
  return (
    <fieldset className="grid grid-cols-2 gap-0.5 rounded-md bg-pressed p-0.5">
      <legend className="sr-only">How to log in</legend>
      {ways.map(({ value, label }) => (
        <label
          key={value}
          className={cx(
            'flex h-7 cursor-pointer items-center justify-center rounded-sm font-medium text-meta has-focus-visible:outline-2 has-focus-visible:outline-accent',
            way === value ? 'bg-raised text-ink' : 'text-ink-2 hover:text-ink',
          )}
        >
          <input type="radio" name="way" className="sr-only" checked={way === value} onChange={() => onChoose(value)} />
          {label}
        </label>
      ))}
    </fieldset>
  )
}

/** The way that was taken last from this browser; at first the shared password, which every installation begins with. */
function useRememberedWay(): [Way, (way: Way) => void] {
  const [way, setWay] = useState<Way>('shared')
  useEffect(() => {
    if (localStorage.getItem(rememberedWay) === 'account') setWay('account')
  }, [])
  const remember = (next: Way) => {
    setWay(next)
    localStorage.setItem(rememberedWay, next)
  }
  return [way, remember]
}
