// Preformatted text that scrolls by itself and can be reached by keyboard to do so.
import type { ReactNode } from 'react'
import { cx } from './class-names.ts'

interface ScrollBlockProps {
  label: string
  children: ReactNode
  className?: string
}

export function ScrollBlock({ label, children, className }: ScrollBlockProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      className={cx('overflow-auto rounded-md border bg-panel font-mono text-meta leading-4.5', className)}
    >
      <pre>{children}</pre>
    </section>
  )
}
