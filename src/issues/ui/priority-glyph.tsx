// P1 to P4 as bars, P1 as a filled sign: told by shape, not by colour alone.
import { cx } from '../../ui/class-names.ts'
import type { Priority } from '../domain/category.ts'

export const priorityWords: Record<Priority, string> = { P1: 'P1, urgent', P2: 'P2, high', P3: 'P3, normal', P4: 'P4, low' }
const bars: Record<Priority, number> = { P1: 3, P2: 3, P3: 2, P4: 1 }

export function PriorityGlyph({ priority, className }: { priority: Priority; className?: string }) {
  return (
    <svg
      role="img"
      aria-label={priorityWords[priority]}
      width="14"
      height="14"
      viewBox="0 0 14 14"
      className={cx('shrink-0', priority === 'P1' ? 'text-fail' : 'text-ink-2', className)}
    >
      <title>{priorityWords[priority]}</title>
      {priority === 'P1' ? <Urgent /> : <Bars filled={bars[priority]} />}
    </svg>
  )
}

function Urgent() {
  return (
    <>
      <rect x="1" y="1" width="12" height="12" rx="3" fill="currentColor" />
      <path d="M7 3.6v4" stroke="var(--raised)" strokeWidth="1.8" strokeLinecap="round" />
      <circle cx="7" cy="10.2" r="1.05" fill="var(--raised)" />
    </>
  )
}

function Bars({ filled }: { filled: number }) {
  return [0, 1, 2].map((index) => (
    <rect
      key={index}
      x={1.2 + index * 4.2}
      y={8.5 - index * 3.2}
      width="3"
      height={4 + index * 3.2}
      rx="1"
      fill="currentColor"
      opacity={index < filled ? 1 : 0.25}
    />
  ))
}
