// The path as a list: done steps filled, the current one named with its age.
'use client'
import { Check, X } from 'lucide-react'
import { cx } from '../../ui/class-names.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import type { PathStep } from './issue-path.ts'

const marks: Record<PathStep['state'], string> = {
  done: 'border-accent bg-accent text-on-accent',
  current: 'border-2 border-accent bg-panel',
  failed: 'border-fail bg-fail-soft text-fail',
  todo: 'border-line-strong bg-panel',
}
const stateWords: Record<PathStep['state'], string> = { done: 'done', current: 'here', failed: 'failed', todo: 'not yet' }

interface IssuePathViewProps {
  steps: readonly PathStep[]
  /** When the current step began. */
  since: string
}

export function IssuePathView({ steps, since }: IssuePathViewProps) {
  return (
    <ol aria-label="Path" className="flex flex-col">
      {steps.map((step, index) => (
        <li key={step.name} className="relative flex items-start gap-2.5 pb-2 last:pb-0">
          {index < steps.length - 1 && (
            <span
              aria-hidden
              className={cx('absolute top-4 bottom-0 left-[7px] w-px', step.state === 'done' ? 'bg-accent' : 'bg-line-strong')}
            />
          )}
          <span
            role="img"
            aria-label={stateWords[step.state]}
            className={cx(
              'relative mt-0.5 flex size-[15px] shrink-0 items-center justify-center rounded-full border',
              marks[step.state],
            )}
          >
            {step.state === 'done' && <Check aria-hidden size={10} strokeWidth={3} />}
            {step.state === 'failed' && <X aria-hidden size={10} strokeWidth={3} />}
          </span>
          <span
            className={cx(
              'min-w-0 flex-1',
              step.state === 'todo' ? 'text-ink-3' : 'text-ink',
              step.state === 'current' && 'font-medium',
            )}
          >
            {step.label}
          </span>
          {step.at ? (
            <RelativeTime at={step.at} className="shrink-0 text-ink-3 text-meta" />
          ) : (
            step.state === 'current' && <RelativeTime at={since} className="shrink-0 text-accent text-meta" />
          )}
        </li>
      ))}
    </ol>
  )
}
