// A state in one word with its icon.
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './class-names.ts'
import { type Tone, toneSoft } from './tone.ts'

interface BadgeProps {
  tone?: Tone
  icon?: LucideIcon
  children: ReactNode
  className?: string
  title?: string
  /** Something is going on right now. */
  live?: boolean
}

export function Badge({ tone = 'idle', icon: Icon, children, className, title, live = false }: BadgeProps) {
  return (
    <span
      title={title}
      className={cx(
        'inline-flex h-5 max-w-full shrink-0 items-center gap-1 rounded-sm px-1.5 font-medium text-meta',
        toneSoft[tone],
        className,
      )}
    >
      {Icon && <Icon aria-hidden size={12} className={cx('shrink-0', live && 'animate-pulse-slow')} />}
      <span className="truncate">{children}</span>
    </span>
  )
}

/** A quiet outlined word: labels, kinds, environments. */
export function Tag({ children, className, title }: { children: ReactNode; className?: string; title?: string }) {
  return (
    <span
      title={title}
      className={cx(
        'inline-flex h-5 max-w-40 shrink-0 items-center gap-1 rounded-full border px-2 text-meta text-ink-2',
        className,
      )}
    >
      <span className="truncate">{children}</span>
    </span>
  )
}
