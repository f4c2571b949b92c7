// Rows to the API's shapes of runs, plans, decisions and transcripts.
import { toActor } from '../issues/to-card.ts'
import type { StartDecision } from './domain/gates.ts'
import { toUsd } from './domain/money.ts'
import type { GateDecision, Run } from './schemas.ts'
import type { RunViewRow } from './store/run-views.ts'

export function toRun(row: RunViewRow): Run {
  return {
    id: row.id,
    issue_id: row.issue_id,
    issue_identifier: `${row.prefix}-${row.issue_number}`,
    issue_title: row.issue_title,
    kind: row.kind,
    state: row.state,
    reason: row.reason,
    failure_code: row.failure_code,
    failure_detail: row.failure_detail,
    outcome: row.outcome,
    outcome_summary: row.outcome_summary,
    question: row.question,
    agent: { id: row.agent_id, name: row.agent_name, adapter: row.agent_adapter, model: row.agent_model },
    repository: { id: row.repository_id, name: row.repository_name },
    parent_run_id: row.parent_run_id,
    plan_id: row.plan_id,
    simulated: row.simulated,
    attempt: row.attempt,
    not_before: iso(row.not_before),
    confinement: row.confinement,
    branch: row.branch,
    base_sha: row.base_sha,
    head_sha: row.head_sha,
    push_state: row.push_state,
    push_detail: row.push_detail ?? null,
    evidence: row.evidence ?? null,
    budget_usd: toUsd(row.budget_micro_usd),
    cost_usd: toUsd(row.cost_micro_usd),
    activity: row.activity,
    activity_at: iso(row.activity_at),
    requested_by: toActor(row.requested_by),
    instructions: row.instructions,
    cancel_requested_at: iso(row.cancel_requested_at),
    created_at: row.created_at.toISOString(),
    started_at: iso(row.started_at),
    finished_at: iso(row.finished_at),
  }
}

export function toGateDecision(decision: StartDecision): GateDecision {
  const { rule, result, reason, detail } = decision
  const resets = decision.result === 'refuse' ? decision.resetsAt : decision.result === 'delay' ? decision.until : null
  return { rule, result, reason, detail, resets_at: iso(resets) }
}

function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null
}

/** Where a start could have followed, and nobody wanted one. */
export const noStartAsked: GateDecision = {
  rule: 'request',
  result: 'none',
  reason: 'not_asked',
  detail: 'no start was asked for',
  resets_at: null,
}
