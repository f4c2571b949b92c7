// Issues that seem to say what is being typed: seen before a duplicate is made.
'use client'
import { CopyX } from 'lucide-react'
import { openIssueOver } from './open-issue.ts'
import { StatusGlyph } from './status-glyph.tsx'
import { useSearch } from './use-search.ts'

export function PossibleDuplicates({ title, onOpen }: { title: string; onOpen(): void }) {
  const { hits } = useSearch(title, { limit: 4, minLength: 8 })
  const shown = hits
    .filter((hit) => hit.likely_duplicate || (hit.similarity ?? 0) > 0.5 || hit.matched_by.includes('identifier'))
    .slice(0, 3)
  if (shown.length === 0) return null
  const isSure = shown.some((hit) => hit.likely_duplicate)
  return (
    <section
      aria-label="Possible duplicates"
      aria-live="polite"
      className={isSure ? 'rounded-md bg-need-soft px-3 py-2' : 'rounded-md border px-3 py-2'}
    >
      <p
        className={
          isSure ? 'flex items-center gap-1.5 font-medium text-meta text-need' : 'flex items-center gap-1.5 text-ink-3 text-meta'
        }
      >
        <CopyX aria-hidden size={13} /> {isSure ? 'This may exist already' : 'Similar issues'}
      </p>
      <ul className="mt-1 flex flex-col">
        {shown.map(({ issue }) => (
          <li key={issue.id}>
            <button
              type="button"
              onClick={() => {
                onOpen()
                openIssueOver(issue.identifier)
              }}
              className="-mx-1 flex min-h-7 w-full items-start gap-2 rounded-md px-1 py-1 text-left text-ink hover:bg-hover"
            >
              <span className="flex h-[1lh] shrink-0 items-center gap-2">
                <StatusGlyph category={issue.status.category} />
                <span className="font-mono text-ink-2 text-meta">{issue.identifier}</span>
              </span>
              <span className="line-clamp-2 min-w-0 break-words">{issue.title}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
