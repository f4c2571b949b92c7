// Why a run did not start, and how to mend it.
'use client'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { isProblem, problemText } from '../../ui/api-problem.ts'
import { relativeText } from '../../ui/duration.ts'
import { Notice } from '../../ui/error-state.tsx'
import { InlineCode } from '../../ui/inline-code.tsx'
import { useNow } from '../../ui/now.ts'
import type { GateDecision } from './run-queries.ts'

const settingsLink = (text: string, section: string) => (
  <Link href={`/settings#${section}`} className="font-medium underline underline-offset-2">
    {text}
  </Link>
)

export function RefusalNotice({ error }: { error: unknown }) {
  const now = useNow()
  const decision = isProblem(error, 'gate_refused') ? decisionOf(error.members.decision) : null
  if (decision) {
    return (
      <Notice tone="need">
        <InlineCode text={asSentence(decision.detail)} />
        {decision.resets_at && ` Possible again ${relativeText(new Date(decision.resets_at), now)}.`} {wayOut(decision.reason)}
      </Notice>
    )
  }
  return (
    <Notice>
      <InlineCode text={problemText(error)} /> {isProblem(error) && wayOut(error.code)}
    </Notice>
  )
}

/** Decisions are phrases, as they follow "not started:" elsewhere. */
const asSentence = (detail: string) => `${detail.charAt(0).toUpperCase()}${detail.slice(1)}${/[.!?]$/.test(detail) ? '' : '.'}`

/** The place where the reason can be changed. */
function wayOut(code: string): ReactNode {
  if (code === 'no_repository') return settingsLink('Connect a repository', 'repositories')
  if (code === 'no_model_credential') {
    return <>Then restart the server. {settingsLink('What is set now', 'environment')}</>
  }
  if (code === 'runs_disabled') return 'Switch runs on again at the foot of the rail.'
  if (/budget|per_day|concurren/.test(code)) return settingsLink('Change the limits', 'policy')
  if (/confine/.test(code)) return settingsLink('Decide about unconfined agents', 'policy')
  return null
}

/** The refused decision as the API sends it beside the problem. */
function decisionOf(value: unknown): GateDecision | null {
  return typeof value === 'object' && value !== null && 'detail' in value ? (value as GateDecision) : null
}
