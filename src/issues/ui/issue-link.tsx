// A line or two that lead to an issue, over the present view.
'use client'
import type { ReactNode } from 'react'
import type { Card } from './issue-types.ts'
import { issuePath, openIssueOver } from './open-issue.ts'
import { StatusGlyph } from './status-glyph.tsx'

interface IssueLinkProps {
  /** Without a status nothing is said of it: a parent comes by name alone. */
  issue: Pick<Card, 'identifier' | 'title'> & { status?: Pick<Card['status'], 'category'> }
  hint?: ReactNode
}

export function IssueLink({ issue, hint }: IssueLinkProps) {
  return (
    <a
      href={issuePath(issue.identifier)}
      onClick={(event) => followOver(event, issue.identifier)}
      className="-mx-1.5 flex min-h-7 items-start gap-1.5 rounded-md px-1.5 py-1 hover:bg-hover"
    >
      <span className="flex h-[1lh] shrink-0 items-center gap-1.5">
        {issue.status && <StatusGlyph category={issue.status.category} size={13} />}
        <span className="font-mono text-ink-3 text-meta">{issue.identifier}</span>
      </span>
      <span className="line-clamp-2 min-w-0 flex-1 break-words">{issue.title}</span>
      {hint && <span className="shrink-0 text-meta text-need">{hint}</span>}
    </a>
  )
}

/** A plain click opens over the view; with a modifier the browser does what it always does. */
export function followOver(event: React.MouseEvent, identifier: string): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
  event.preventDefault()
  openIssueOver(identifier)
}
