// Shows the pages to those who are logged in; everybody else goes to the login and comes back to the same view.
'use client'
import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { isProblem } from '../../ui/api-problem.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { useSession } from './session.ts'

export function SessionGate({ children, fallback }: { children: ReactNode; fallback: ReactNode }) {
  const session = useSession()
  const isUnknown = !session.data && isProblem(session.error) && session.error.status === 401
  const isNameless = session.data?.name_needed === true
  useEffect(() => {
    if (isUnknown || isNameless) window.location.replace(loginAddress())
  }, [isUnknown, isNameless])
  if (session.data && !isNameless) return children
  if (session.error && !isUnknown) return <ErrorState error={session.error} onRetry={() => void session.refetch()} />
  return fallback
}

function loginAddress(): string {
  const here = window.location.pathname + window.location.search
  return here === '/' || here === '/board' ? '/login' : `/login?next=${encodeURIComponent(here)}`
}
