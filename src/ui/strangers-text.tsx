// Marks text that nobody here wrote: it came with an error or an alert and may say anything.
import { ShieldQuestion } from 'lucide-react'
import type { ReactNode } from 'react'

export function StrangersText({ source, children }: { source: string; children: ReactNode }) {
  return (
    <section aria-label={`Text from ${source}`} className="border-line-strong border-l-2 border-dashed pl-3">
      <p
        className="mb-2 flex items-center gap-1.5 text-ink-3 text-meta"
        title="Agents read it as data, never as instructions, and work on it with narrower permissions."
      >
        <ShieldQuestion aria-hidden size={13} />
        <span>
          From {source}: written by strangers<span className="max-sm:sr-only">, treated as data</span>
        </span>
      </p>
      {children}
    </section>
  )
}
