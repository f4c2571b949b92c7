// The foot of the plan: approve what is shown, by its hash, or ask for changes.
'use client'
import { useState } from 'react'
import { Guarded } from '../../access/ui/guarded.tsx'
import { isProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { TextAreaField } from '../../ui/field.tsx'
import { moneyText } from '../../ui/money.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { toastDone } from '../../ui/toast.tsx'
import { useDraft } from '../../ui/use-draft.ts'
import { whenDone } from '../../ui/when-done.ts'
import { RefusalNotice } from './refusal-notice.tsx'
import { type ApprovedPlan, type Plan, useApprovePlan, usePlanBase, useRequestChanges } from './run-queries.ts'

interface PlanDecisionProps {
  plan: Plan
  issueId: string
  /** The budget of one run; 0 for simulated issues, null while unknown. */
  costAtMost: number | null
}

export function PlanDecision({ plan, issueId, costAtMost }: PlanDecisionProps) {
  const approve = useApprovePlan(issueId)
  const base = usePlanBase(issueId, plan)
  const [asksChanges, setAsksChanges] = useState(false)
  const decide = (start: boolean) => whenDone(approve.mutateAsync({ content_hash: plan.content_hash, start }), tell)
  const refused = approve.data && !approve.data.run && approve.data.decision.result === 'refuse' ? approve.data.decision : null
  if (plan.state !== 'submitted' && !refused) return <DecidedFoot plan={plan} />
  return (
    <footer className="bottom-0 flex flex-col gap-2 rounded-b-lg border-t bg-panel sm:sticky px-4 py-2.5">
      {isProblem(approve.error, 'plan_changed') ? (
        <Notice tone="need">The plan changed after it was shown; the newer version is above. Read it, then decide.</Notice>
      ) : (
        approve.error && <RefusalNotice error={approve.error} />
      )}
      {refused && <Notice tone="need">Approved, but not started: {refused.detail}</Notice>}
      {plan.state === 'submitted' && base.data?.warning && (
        <Notice tone="need">{base.data.warning} It can be approved all the same.</Notice>
      )}
      {asksChanges ? (
        <RequestChanges issueId={issueId} planId={plan.id} onDone={() => setAsksChanges(false)} />
      ) : (
        plan.state === 'submitted' && (
          <Guarded action="plan.approve">
            <div className="flex flex-wrap items-center gap-2">
              <Button look="primary" busy={approve.isPending} onClick={() => decide(true)}>
                Approve and implement{costWords(costAtMost)}
              </Button>
              <Button disabled={approve.isPending} onClick={() => decide(false)}>
                Approve only
              </Button>
              <Button disabled={approve.isPending} onClick={() => setAsksChanges(true)}>
                Request changes
              </Button>
              <Hash plan={plan} />
            </div>
          </Guarded>
        )
      )}
    </footer>
  )
}

function costWords(costAtMost: number | null): string {
  if (costAtMost === 0) return ' · simulated, costs nothing'
  return costAtMost === null ? '' : ` · at most ${moneyText(costAtMost)}`
}

function tell({ run, decision }: ApprovedPlan): void {
  if (run) toastDone(decision.result === 'delay' ? `Approved. ${decision.detail}` : 'Approved. The implementation starts.')
  else if (decision.result !== 'refuse') toastDone('Approved. Nothing was started.')
}

function Hash({ plan }: { plan: Plan }) {
  return (
    <span className="ml-auto font-mono text-ink-3 text-meta" title={`You approve exactly this text: sha256 ${plan.content_hash}`}>
      sha256 {plan.content_hash.slice(0, 12)}
    </span>
  )
}

function DecidedFoot({ plan }: { plan: Plan }) {
  if (plan.state !== 'approved' || !plan.decided_at) return null
  return (
    <footer className="flex items-center gap-2 rounded-b-lg border-t bg-panel px-4 py-2 text-ink-2 text-meta">
      <span>
        Approved by {plan.decided_by?.name ?? 'somebody'} <RelativeTime at={plan.decided_at} />
      </span>
      <Hash plan={plan} />
    </footer>
  )
}

function RequestChanges({ issueId, planId, onDone }: { issueId: string; planId: string; onDone(): void }) {
  const draft = useDraft<string>(`feedback.${planId}`, '')
  const request = useRequestChanges(issueId)
  const send = () =>
    whenDone(request.mutateAsync(draft.value.trim()), () => {
      draft.clear()
      onDone()
      toastDone('Sent back. The same agent goes on with your words.')
    })
  return (
    <div className="flex flex-col gap-2">
      <TextAreaField
        label="What should change"
        autoFocus
        value={draft.value}
        onChange={(event) => draft.set(event.target.value)}
        problem={request.error ? problemText(request.error) : undefined}
        hint="The same agent session reads it and posts a new version."
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Back</Button>
        <Button look="primary" busy={request.isPending} disabled={draft.value.trim() === ''} onClick={send}>
          Request changes
        </Button>
      </div>
    </div>
  )
}
