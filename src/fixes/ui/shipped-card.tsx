// One deployment: where, when, which commit, and what came with it. Opened, it says how each is known to be in it.
'use client'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { IssueLink } from '../../issues/ui/issue-link.tsx'
import { Badge, Tag } from '../../ui/badge.tsx'
import { cx } from '../../ui/class-names.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { fixLook } from './fix-words.ts'
import { ShippedContents } from './shipped-contents.tsx'
import type { ShippedDeployment } from './shipped-queries.ts'
import { carriesText, shippedLook } from './shipped-words.ts'

export function ShippedCard({ deployment }: { deployment: ShippedDeployment }) {
  const [open, setOpen] = useState(false)
  const { id, environment, sha, repository, deployed_at, issues } = deployment
  const look = shippedLook(deployment)
  return (
    <article aria-label={`${look.text} ${sha.slice(0, 7)} to ${environment}`} className="flex flex-col gap-1.5 px-4 py-2.5">
      <div className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1">
        <Badge tone={look.tone} icon={look.icon}>
          {look.text}
        </Badge>
        <span className="font-mono text-meta">{sha.slice(0, 7)}</span>
        <Tag>{environment}</Tag>
        <span className="min-w-0 truncate text-ink-2">{repository}</span>
        <RelativeTime at={deployed_at} className="ml-auto whitespace-nowrap text-ink-3 text-meta" />
      </div>
      {issues.length > 0 && (
        <ul aria-label="Issues" className="flex flex-col px-1.5">
          {issues.map((issue) => (
            <li key={issue.id}>
              <IssueLink issue={issue} hint={<FixHint of={deployment} issueId={issue.id} />} />
            </li>
          ))}
        </ul>
      )}
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-fit items-center gap-1 rounded-sm text-left text-ink-3 text-meta hover:text-ink"
      >
        <ChevronRight aria-hidden size={12} className={cx('transition-transform duration-100', open && 'rotate-90')} />
        {carriesText(deployment)}
      </button>
      {open && <ShippedContents id={id} />}
    </article>
  )
}

/** How the fix of the issue stands that came with this deployment. */
function FixHint({ of, issueId }: { of: ShippedDeployment; issueId: string }) {
  const fix = of.fixes.find((one) => one.issue_id === issueId)
  if (!fix) return null
  const look = fixLook(fix)
  const Icon = look.icon
  return (
    <span className="inline-flex items-center gap-1 text-ink-2">
      <Icon aria-hidden size={12} />
      {look.text}
    </span>
  )
}
