// Issues that say much the same.
'use client'
import { IssueLink } from './issue-link.tsx'
import { useIssuePart } from './issue-queries.ts'
import type { SearchResult } from './use-search.ts'

export function SimilarPanel({ issueId }: { issueId: string }) {
  const similar = useIssuePart<SearchResult>(issueId, 'similar')
  const items = similar.data?.items ?? []
  if (items.length === 0) return <p className="text-ink-3 text-meta">{similar.isPending ? 'Looking…' : 'Nothing similar.'}</p>
  return (
    <ul className="flex flex-col gap-1">
      {items.slice(0, 4).map((hit) => (
        <li key={hit.issue.id}>
          <IssueLink issue={hit.issue} hint={hit.likely_duplicate ? 'likely the same' : undefined} />
        </li>
      ))}
    </ul>
  )
}
