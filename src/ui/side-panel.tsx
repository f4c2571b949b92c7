// A titled block beside the main thing; folds away.
'use client'
import { ChevronRight } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { cx } from './class-names.ts'

export function SidePanel({ title, children }: { title: string; children: ReactNode }) {
  const [open, setOpen] = useState(true)
  const id = useId()
  return (
    <section aria-labelledby={id} className="border-b py-3 first:pt-0 last:border-0">
      <h2 id={id} className="mb-1.5">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex items-center gap-1 rounded-sm font-medium text-ink-2 text-meta hover:text-ink"
        >
          {title}
          <ChevronRight
            aria-hidden
            size={12}
            className={cx('text-ink-3 transition-transform duration-100', open && 'rotate-90')}
          />
        </button>
      </h2>
      {open && children}
    </section>
  )
}
