// "Why is nothing happening?": what it waits for, what comes next, and the latest automatic decisions with their reasons.
'use client'
import { useState } from 'react'
import { problemText } from '../../ui/api-problem.ts'
import { Badge } from '../../ui/badge.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import type { Tone } from '../../ui/tone.ts'
import { useWhy } from './issue-queries.ts'
import type { Why } from './issue-types.ts'

export function WhyPanel({ issueId }: { issueId: string }) {
  const why = useWhy(issueId)
  if (why.error && !why.data) return <p className="text-base text-fail">{problemText(why.error)}</p>
  if (!why.data) return <Skeleton className="h-16" />
  return (
    <div className="flex flex-col gap-2">
      <p>{why.data.next}</p>
      {why.data.decisions.length === 0 ? (
        <p className="text-ink-3 text-meta">Nothing was decided automatically so far.</p>
      ) : (
        <ul className="flex flex-col gap-2">
          {why.data.decisions.slice(0, 5).map((decision) => (
            <DecisionItem key={`${decision.at} ${decision.rule} ${decision.reason}`} decision={decision} />
          ))}
        </ul>
      )}
    </div>
  )
}

const tones: Record<string, Tone> = { start: 'good', delay: 'need', refuse: 'fail' }

function DecisionItem({ decision }: { decision: Why['decisions'][number] }) {
  const [open, setOpen] = useState(false)
  const inputs = Object.entries(decision.inputs)
  return (
    <li className="border-l-2 pl-2">
      <p className="flex items-center gap-1.5 text-meta">
        <Badge tone={tones[decision.result] ?? 'idle'} className="h-4.5">
          {decision.result}
        </Badge>
        <RelativeTime at={decision.at} className="text-ink-3" />
        {inputs.length > 0 && (
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="ml-auto rounded-sm text-ink-3 hover:text-ink"
          >
            {open ? 'Hide facts' : 'Facts'}
          </button>
        )}
      </p>
      <p className="mt-0.5 text-ink-2">{decision.detail}</p>
      {open && (
        <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-3 font-mono text-ink-2 text-micro">
          {inputs.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-3">{name}</dt>
              <dd className="truncate">{typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  )
}
