// Automatic choices are recorded with their rule, inputs and reason, so that "why is nothing happening?" has an answer.
import type { Tx } from '../platform/context.ts'
import { insertDecision } from './store/comment-store.ts'

export interface NewDecision {
  issueId?: string | null
  runId?: string | null
  deliveryId?: string | null
  /** Which rule decided, e.g. `day_budget`. */
  rule: string
  result: string
  /** A stable code. */
  reason: string
  /** A sentence for people, with the numbers. */
  detail: string
  inputs?: Record<string, unknown>
}

export async function recordDecision(tx: Tx, decision: NewDecision): Promise<string> {
  const id = tx.newId('dec')
  const { rule, result, reason, detail } = decision
  await insertDecision(tx.db, {
    id,
    workspace_id: tx.workspaceId,
    issue_id: decision.issueId ?? null,
    run_id: decision.runId ?? null,
    delivery_id: decision.deliveryId ?? null,
    at: tx.now,
    rule,
    result,
    reason,
    detail,
    inputs: decision.inputs ?? {},
  })
  if (decision.issueId)
    tx.emit({ type: 'decision.recorded', issueId: decision.issueId, payload: { decision_id: id, rule, result, reason, detail } })
  return id
}
