// The login: by password, or by the one-time link that the terminal printed.
'use client'
import { useSearchParams } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { api } from '../../ui/api-client.ts'
import { problemText } from '../../ui/api-problem.ts'
import { Notice } from '../../ui/error-state.tsx'
import { Logo } from '../../ui/logo.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { NameForm } from './name-form.tsx'
import { PasswordForm } from './password-form.tsx'
import { safePath } from './safe-path.ts'
import type { Session } from './session.ts'

type Step = 'checking' | 'password' | 'name'

export function LoginView() {
  const next = safePath(useSearchParams().get('next'))
  const [step, setStep] = useState<Step>('checking')
  const [linkProblem, setLinkProblem] = useState<string | null>(null)
  const begun = useRef(false)

  const proceed = async () => {
    const session = await api<Session>('/api/auth/session').catch(() => null)
    if (!session) setStep('password')
    else if (session.name_needed) setStep('name')
    else window.location.replace(next)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per visit; a link's token works only once.
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    const token = takeToken()
    const link = token ? api<void>('/api/auth/link', { method: 'POST', body: { token } }) : Promise.resolve()
    void link.catch((error: unknown) => setLinkProblem(problemText(error))).then(proceed)
  }, [])

  return (
    <main className="flex min-h-dvh items-center justify-center bg-canvas p-4">
      <div className="flex w-full max-w-80 flex-col gap-5">
        <div className="flex items-center gap-2.5">
          <Logo size={26} />
          <div>
            <h1 className="font-semibold text-ink text-lead leading-5">Dispatch</h1>
            <p className="text-ink-3 text-meta">Errors in, proven fixes out</p>
          </div>
        </div>
        {linkProblem && <Notice>{linkProblem}</Notice>}
        {step === 'checking' && (
          <p role="status" className="flex items-center gap-2 text-base text-ink-2">
            <Spinner /> Looking for your session
          </p>
        )}
        {step === 'password' && (
          <>
            <PasswordForm path="/api/auth/login" submitLabel="Log in" onDone={() => void proceed()} />
            <p className="text-ink-3 text-meta">
              Forgotten? On the server, <code className="rounded-sm bg-pressed px-1 py-px font-mono">dispatch login-link</code>{' '}
              prints a link that logs you in once.
            </p>
          </>
        )}
        {step === 'name' && <NameForm onDone={() => window.location.replace(next)} />}
      </div>
    </main>
  )
}

/** The token of `#token=…`; taken out of the address at once, so that it stays in no history and no screenshot. */
function takeToken(): string | null {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token')
  if (token) window.history.replaceState(null, '', window.location.pathname + window.location.search)
  return token
}
