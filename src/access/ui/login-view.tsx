// The login: by account, by the shared password, through GitHub, or by the one-time link that the terminal printed.
'use client'
import { useSearchParams } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { api } from '../../ui/api-client.ts'
import { problemText } from '../../ui/api-problem.ts'
import { Notice } from '../../ui/error-state.tsx'
import { Code } from '../../ui/inline-code.tsx'
import { safePath } from '../domain/safe-path.ts'
import { EntryFrame, EntryWait } from './entry-frame.tsx'
import { entryProblemText } from './entry-words.ts'
import { takeLinkToken } from './link-token.ts'
import { LoginWays } from './login-ways.tsx'
import { hasSaidName, NameForm } from './name-form.tsx'
import type { Session } from './session.ts'

type Step = 'checking' | 'login' | 'name'

export function LoginView() {
  const query = useSearchParams()
  const next = safePath(query.get('next'))
  const [step, setStep] = useState<Step>('checking')
  const [problem, setProblem] = useState<string | null>(() => entryProblemText(query.get('error')))
  const [assumed, setAssumed] = useState('')
  const begun = useRef(false)

  const proceed = async (isNew: boolean) => {
    const session = await api<Session>('/api/auth/session').catch(() => null)
    if (!session) return setStep('login')
    // Whoever shares a password is taken for the one person who used it before, until this browser has said otherwise.
    const isAssumed = isNew && session.shared_password && !hasSaidName()
    if (!session.name_needed && !isAssumed) return window.location.replace(next)
    setAssumed(session.name_needed ? '' : session.actor.name)
    setStep('name')
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per visit; a link's token works only once.
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    const token = takeLinkToken()
    const link = token
      ? api<void>('/api/auth/link', { method: 'POST', body: { token } }).then(() => true)
      : Promise.resolve(false)
    const tried = link.catch((error: unknown) => {
      setProblem(problemText(error))
      return false
    })
    void tried.then(proceed)
  }, [])

  return (
    <EntryFrame title="Dispatch" about="Errors in, proven fixes out">
      {problem && <Notice>{problem}</Notice>}
      {step === 'checking' && <EntryWait>Looking for your session</EntryWait>}
      {step === 'login' && (
        <>
          <LoginWays submitLabel="Log in" next={next} onDone={() => void proceed(true)} />
          <p className="text-ink-3 text-meta">
            Forgotten? An admin makes a link that sets a new password. On the server, <Code>npx dispatch login-link</Code> prints
            one that logs you in once.
          </p>
        </>
      )}
      {step === 'name' && <NameForm assumed={assumed} onDone={() => window.location.replace(next)} />}
    </EntryFrame>
  )
}
