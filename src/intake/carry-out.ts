// Carries out what was decided about an error that an issue tracks already.
import type { Policy } from '../access/domain/policy.ts'
import type { Effect } from '../fixes/applied.ts'
import { breakNewestVerdict } from '../fixes/break-verdict.ts'
import type { Recorded } from '../fixes/record-recurrence.ts'
import { askAgentToWork } from '../issues/ask-agent.ts'
import { touchIssue } from '../issues/attention.ts'
import { raisePriority } from '../issues/domain/category.ts'
import { moveIssue } from '../issues/move-issue.ts'
import { recordDecision } from '../issues/record-decision.ts'
import type { Tx } from '../platform/context.ts'
import type { Origin } from './apply-signal.ts'
import type { Decision, ErrorSignal } from './domain/decide.ts'
import type { Outcome } from './outcome.ts'
import type { LinkedIssueRow } from './store/linked-issues.ts'

/** What can be decided about an issue that exists. */
export type ActingDecision = Exclude<Decision, { action: 'create' | 'ignore' }>

export interface CarryOut {
  signal: ErrorSignal
  origin: Origin
  decision: ActingDecision
  judged: Recorded | null
  policy: Policy
  /** Of so many others in one notification the same was decided. */
  others?: number
}

export async function carryOut(tx: Tx, linked: LinkedIssueRow, work: CarryOut): Promise<Outcome> {
  const { decision, judged } = work
  const effects = [...effectsOf(linked, judged), ...(await act(tx, linked, work))]
  const isLoud =
    decision.action !== 'attach' || 'remark' in work.signal || (!decision.silent && decision.reason.code !== 'occurrence_counted')
  if (isLoud) await note(tx, linked, work)
  const { code, sentence } = decision.reason
  return { result: decision.action, reason: code, detail: sentence, issueId: linked.issue_id, effects }
}

/** What an occurrence did by being kept. */
export function effectsOf({ issue_id }: LinkedIssueRow, judged: Recorded | null): Effect[] {
  return [
    ...(judged?.isNew ? [{ type: 'occurrence.recorded' as const, issue_id }] : []),
    ...(judged?.hasVerdict ? [{ type: 'fix.judged' as const, issue_id }] : []),
  ]
}

async function act(tx: Tx, linked: LinkedIssueRow, { decision, signal, policy, judged }: CarryOut): Promise<Effect[]> {
  const issueId = linked.issue_id
  const cause = { code: decision.reason.code, detail: decision.reason.sentence }
  switch (decision.action) {
    case 'attach':
      return []
    case 'escalate': {
      // A failed fix has just raised it.
      if (judged?.hasVerdict) return []
      const priority = raisePriority(linked.priority)
      const isRaised = await moveIssue(tx, { issueId, to: linked.category, priority, cause })
      return isRaised ? [{ type: 'issue.escalated', issue_id: issueId, priority }] : []
    }
    case 'reopen': {
      if (decision.breaksVerdict) await breakNewestVerdict(tx, issueId, { occurredAt: signal.occurredAt, detail: cause.detail })
      const isMoved = await moveIssue(tx, { issueId, to: 'backlog', cause })
      // Whoever broke the verdict has asked already.
      if (policy.auto_investigate && linked.assignee_agent_id && !decision.breaksVerdict) askAgentToWork(tx, issueId, 'reopened')
      return isMoved || decision.breaksVerdict ? [{ type: 'issue.reopened', issue_id: issueId }] : []
    }
  }
}

/** The timeline shows what the vendor said and what was decided; plain occurrences are only counted. */
async function note(tx: Tx, linked: LinkedIssueRow, { signal, decision, origin, others = 0 }: CarryOut): Promise<void> {
  await touchIssue(tx, linked.issue_id)
  tx.emit({
    type: 'signal.recorded',
    issueId: linked.issue_id,
    payload: {
      source: signal.source,
      kind: signal.kind,
      occurred_at: signal.occurredAt,
      ...('actor' in signal && { actor: signal.actor }),
      ...('substatus' in signal && { substatus: signal.substatus }),
      ...('text' in signal && { excerpt: signal.text }),
      reason: decision.reason.code,
      detail: [decision.reason.sentence, tellOthers(others), 'remark' in signal ? signal.remark : null].filter(Boolean).join(' '),
    },
  })
  await recordDecision(tx, {
    issueId: linked.issue_id,
    deliveryId: origin.deliveryId,
    rule: 'intake',
    result: decision.action,
    reason: decision.reason.code,
    detail: decision.reason.sentence,
    inputs: { source: signal.source, kind: signal.kind, occurred_at: signal.occurredAt },
  })
}

function tellOthers(others: number): string | null {
  if (others === 0) return null
  return others === 1 ? 'The same of one more alert.' : `The same of ${others} more alerts.`
}
