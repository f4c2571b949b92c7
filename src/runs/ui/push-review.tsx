// A change that the guard held before the push: what it found, for a person to judge.
'use client'
import { Hand } from 'lucide-react'
import type { Run } from './run-queries.ts'

export function PushReview({ run }: { run: Run }) {
  const findings = findingsOf(run.push_detail)
  return (
    <section aria-label="Held before the push" className="rounded-lg border border-need bg-need-soft px-3 py-2.5">
      <h2 className="flex items-center gap-1.5 font-semibold text-need">
        <Hand aria-hidden size={14} /> Held before the push
      </h2>
      <p className="mt-1 text-ink-2">The branch stays on this machine until a person has looked at it.</p>
      <ul className="mt-2 flex flex-col gap-1">
        {findings.map((finding) => (
          <li key={`${finding.rule} ${finding.path}`} className="flex flex-wrap gap-x-2">
            {finding.path && <span className="font-mono text-meta">{finding.path}</span>}
            <span className="text-ink-2">{finding.detail}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface Finding {
  rule: string
  path: string | null
  detail: string
}

/** Findings as the guard stored them: a list, alone or under `findings`. */
function findingsOf(detail: unknown): Finding[] {
  const list = typeof detail === 'object' && detail !== null && 'findings' in detail ? detail.findings : detail
  return Array.isArray(list) ? list.filter(isFinding) : []
}

function isFinding(value: unknown): value is Finding {
  return typeof value === 'object' && value !== null && 'rule' in value && 'detail' in value
}
