// A view that could not be loaded: what happened, what is safe, what to do.
import { CircleAlert, Lock, SearchX, WifiOff } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { isProblem, problemText } from './api-problem.ts'
import { Button, buttonClasses } from './button.tsx'
import { InlineCode } from './inline-code.tsx'

interface ErrorStateProps {
  error: unknown
  onRetry?(): void
  /** Where to go instead when there is no such thing: asking again would find nothing. */
  back?: { href: string; label: string }
  children?: ReactNode
}

const board = { href: '/board', label: 'To the board' }

export function ErrorState({ error, onRetry, back = board, children }: ErrorStateProps) {
  const { icon: Icon, title } = kindOf(error)
  const isGone = isProblem(error) && error.status === 404
  return (
    <div role="alert" className="mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-14 text-center">
      <Icon aria-hidden size={22} strokeWidth={1.5} className="mb-1 text-fail" />
      <p className="font-medium text-ink text-read">{title}</p>
      <p className="text-base text-ink-2">
        <InlineCode text={problemText(error)} />
      </p>
      {isProblem(error) && error.requestId && <p className="font-mono text-ink-3 text-meta">{error.requestId}</p>}
      {children}
      {isGone && (
        <Link href={back.href} className={buttonClasses('plain', 'mt-2')}>
          {back.label}
        </Link>
      )}
      {onRetry && !isGone && (
        <Button className="mt-2" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  )
}

function kindOf(error: unknown) {
  if (!isProblem(error)) return { icon: CircleAlert, title: 'This view failed' }
  if (error.status === 0) return { icon: WifiOff, title: 'The server does not answer' }
  if (error.status === 401) return { icon: Lock, title: 'You are logged out' }
  if (error.status === 403) return { icon: Lock, title: 'You may not see this' }
  if (error.status === 404) return { icon: SearchX, title: 'Not found' }
  return { icon: CircleAlert, title: error.title }
}

/** A refusal inside a form or a panel. */
export function Notice({ children, tone = 'fail' }: { children: ReactNode; tone?: 'fail' | 'need' | 'info' }) {
  const look = { fail: 'bg-fail-soft text-fail', need: 'bg-need-soft text-need', info: 'bg-idle-soft text-ink-2' }[tone]
  return (
    <div role={tone === 'fail' ? 'alert' : 'status'} className={`rounded-md px-3 py-2 text-base ${look}`}>
      {typeof children === 'string' ? <InlineCode text={children} /> : children}
    </div>
  )
}
