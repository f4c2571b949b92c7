// The pull requests of an issue, and how sure the link is.
'use client'
import { Check, X } from 'lucide-react'
import { Tag } from '../../ui/badge.tsx'
import { IconButton } from '../../ui/button.tsx'
import { PullMark } from '../../ui/pull-mark.tsx'
import { type PullLink, useDecideLink, useIssuePulls } from './fix-queries.ts'

export function PullsPanel({ issueId }: { issueId: string }) {
  const decide = useDecideLink(issueId)
  const items = useIssuePulls(issueId).data?.items ?? []
  if (items.length === 0) return <p className="text-ink-3 text-meta">None yet.</p>
  return (
    <ul className="flex flex-col gap-1.5">
      {items.map((pull) => (
        <li key={pull.id} className="flex min-w-0 flex-wrap items-start gap-x-2">
          <span className="flex h-[1lh] shrink-0 items-center">
            <PullMark pull={pull} />
          </span>
          {pull.url ? (
            <a
              href={pull.url}
              target="_blank"
              rel="noopener noreferrer nofollow"
              title={pull.title}
              className="line-clamp-2 min-w-0 flex-1 break-words text-accent hover:underline"
            >
              {pull.title}
            </a>
          ) : (
            <span className="line-clamp-2 min-w-0 flex-1 break-words">{pull.title}</span>
          )}
          {pull.link_kind !== 'closes' && (
            <Tag title={`Matched by ${pull.matched_by.replaceAll('_', ' ')}`}>{pull.link_kind}</Tag>
          )}
          {pull.link_kind === 'suggested' && (
            <span className="flex shrink-0">
              <IconButton
                label={`Confirm that #${pull.number} closes this issue`}
                icon={Check}
                className="size-6"
                onClick={() => decide.mutate({ linkId: pull.id, isRight: true })}
              />
              <IconButton
                label={`#${pull.number} is about something else`}
                icon={X}
                className="size-6"
                onClick={() => decide.mutate({ linkId: pull.id, isRight: false })}
              />
            </span>
          )}
          {pull.link_kind === 'suggested' && <p className="basis-full text-ink-3 text-meta">{reasonOf(pull)}</p>}
        </li>
      ))}
    </ul>
  )
}

function reasonOf({ matched_by, score }: PullLink): string {
  if (matched_by === 'similarity')
    return `Names no issue, but says much the same${score === null ? '' : ` (${score.toFixed(2)})`}.`
  return `Named in its ${placeOf(matched_by)} by somebody without rights in the repository.`
}

function placeOf(matchedBy: string): string {
  return matchedBy === 'keyword' ? 'text' : matchedBy.replaceAll('_', ' ')
}
