// The plan as a document, and the decision about exactly what is shown.
'use client'
import { FileCheck2, GitCompare, PencilLine } from 'lucide-react'
import { useState } from 'react'
import { usePermission } from '../../access/ui/permission.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { DiffView } from '../../ui/diff-view.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Markdown } from '../../ui/markdown.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import type { Tone } from '../../ui/tone.ts'
import { PlanDecision } from './plan-decision.tsx'
import { PlanEditor } from './plan-editor.tsx'
import { type Plan, usePlan } from './run-queries.ts'

const states: Record<Plan['state'], { tone: Tone; text: string }> = {
  submitted: { tone: 'need', text: 'Waits for you' },
  approved: { tone: 'good', text: 'Approved' },
  changes_requested: { tone: 'idle', text: 'Changes requested' },
  superseded: { tone: 'idle', text: 'Superseded' },
}

export function PlanSection({ issueId, costAtMost }: { issueId: string; costAtMost: number | null }) {
  const [version, setVersion] = useState<number | null>(null)
  const newest = usePlan(issueId)
  const plan = usePlan(issueId, version)
  const [mode, setMode] = useState<'read' | 'compare' | 'edit'>('read')
  const mayEdit = usePermission('issue.write').allowed
  if (newest.error && !newest.data) return <ErrorState error={newest.error} onRetry={() => void newest.refetch()} />
  if (!newest.data) return null
  const shown = plan.data ?? newest.data
  const isNewest = shown.version === newest.data.version
  return (
    <section id="plan" aria-label="Plan" className="scroll-mt-4 rounded-lg border border-line-strong bg-raised">
      <PlanHead
        plan={shown}
        versions={newest.data.versions}
        onVersion={setVersion}
        mode={mode}
        onMode={setMode}
        canEdit={mayEdit && isNewest && shown.state === 'submitted'}
      />
      <div className="px-4 py-3">
        {plan.isFetching && !plan.data ? (
          <Skeleton className="h-40" />
        ) : mode === 'edit' ? (
          <PlanEditor key={shown.id} plan={shown} issueId={issueId} onDone={() => setMode('read')} />
        ) : mode === 'compare' ? (
          <PlanComparison issueId={issueId} plan={shown} />
        ) : (
          <Markdown>{shown.content}</Markdown>
        )}
        {shown.feedback && (
          <blockquote className="mt-3 border-line-strong border-l-2 pl-3 text-base text-ink-2">
            <p className="mb-1 font-medium text-meta">
              Asked of the next version{shown.decided_by ? ` by ${shown.decided_by.name}` : ''}
            </p>
            <Markdown>{shown.feedback}</Markdown>
          </blockquote>
        )}
      </div>
      {isNewest && mode !== 'edit' && <PlanDecision plan={shown} issueId={issueId} costAtMost={costAtMost} />}
    </section>
  )
}

interface PlanHeadProps {
  plan: Plan
  versions: Plan['versions']
  onVersion(version: number): void
  mode: 'read' | 'compare' | 'edit'
  onMode(mode: 'read' | 'compare' | 'edit'): void
  canEdit: boolean
}

function PlanHead({ plan, versions, onVersion, mode, onMode, canEdit }: PlanHeadProps) {
  const state = states[plan.state]
  return (
    <header className="flex flex-wrap items-center gap-x-2.5 gap-y-1 border-b px-4 py-2">
      <FileCheck2 aria-hidden size={15} className="text-ink-3" />
      <h2 className="font-semibold text-ink text-read">Plan</h2>
      {versions.length > 1 ? (
        <select
          aria-label="Version of the plan"
          value={plan.version}
          onChange={(event) => onVersion(Number(event.target.value))}
          className="h-6 rounded-md border border-line-strong bg-raised px-1 text-meta"
        >
          {versions.map((item) => (
            <option key={item.version} value={item.version}>
              Version {item.version}, {states[item.state as Plan['state']]?.text.toLowerCase() ?? item.state}
            </option>
          ))}
        </select>
      ) : (
        <span className="text-ink-3 text-meta">Version {plan.version}</span>
      )}
      <Badge tone={state.tone}>{state.text}</Badge>
      <span className="min-w-0 truncate text-ink-3 text-meta">
        {plan.created_by.name}, <RelativeTime at={plan.created_at} />
      </span>
      <span className="ml-auto flex gap-1">
        {plan.version > 1 && (
          <Button
            look="ghost"
            icon={GitCompare}
            className="h-6 text-meta"
            aria-pressed={mode === 'compare'}
            onClick={() => onMode(mode === 'compare' ? 'read' : 'compare')}
          >
            {mode === 'compare' ? 'Read' : `Compare with ${plan.version - 1}`}
          </Button>
        )}
        {canEdit && (
          <Button
            look="ghost"
            icon={PencilLine}
            className="h-6 text-meta"
            onClick={() => onMode(mode === 'edit' ? 'read' : 'edit')}
          >
            {mode === 'edit' ? 'Stop editing' : 'Edit'}
          </Button>
        )}
      </span>
    </header>
  )
}

function PlanComparison({ issueId, plan }: { issueId: string; plan: Plan }) {
  const before = usePlan(issueId, plan.version - 1)
  if (before.error) return <ErrorState error={before.error} />
  return before.data ? <DiffView before={before.data.content} after={plan.content} wrap /> : <Skeleton className="h-40" />
}
