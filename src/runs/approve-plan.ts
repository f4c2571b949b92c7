// A person approves exactly the plan that was shown, and by that, unless told otherwise, starts its implementation.

import { authorize } from '../access/authorize.ts'
import { requireFreshPassword } from '../access/require-fresh-password.ts'
import { touchIssue } from '../issues/attention.ts'
import { resolveIssueForUpdate } from '../issues/resolve-issue.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { Conflict, NotFound } from '../platform/errors.ts'
import { must } from '../platform/must.ts'
import type { StartDecision } from './domain/gates.ts'
import { lockStarts, requestRun } from './request-run.ts'
import { decidePlan, findNewestPlan, type PlanRow } from './store/plans.ts'
import { findRun, type RunRow } from './store/runs.ts'

export interface ApprovePlan {
  issue: string
  /** Of the content that the person saw. */
  contentHash: string
  start: boolean
}

export interface ReviewedPlan {
  plan: PlanRow
  run: RunRow | null
  /** Null when no start was asked for. */
  decision: StartDecision | null
}

/** A refused start leaves the plan approved. @throws NotFound, Forbidden, Conflict `plan_changed` or `plan_not_open` */
export async function approvePlan(ctx: Ctx, input: ApprovePlan): Promise<ReviewedPlan> {
  authorize(ctx, 'plan.approve')
  requireFreshPassword(ctx)
  return withTransaction(ctx, async (tx) => {
    await lockStarts(tx)
    const issue = await resolveIssueForUpdate(tx, input.issue)
    const shown = await openPlan(tx, issue.id, ['submitted', 'approved'])
    if (shown.content_hash !== input.contentHash) {
      const { version, content_hash } = shown
      throw new Conflict('plan_changed', `The plan is at version ${version} now. Read it before you approve it.`, {
        version,
        content_hash,
      })
    }
    const plan = shown.state === 'approved' ? shown : await approve(tx, shown)
    if (!input.start) return { plan, run: null, decision: null }
    const agent = await agentOf(tx, plan)
    const answer = await requestRun(tx, { issueId: issue.id, kind: 'implement', agent, automatic: false, cause: 'plan_approved' })
    return { plan, run: answer.run, decision: afterTheRun(answer.decision) }
  })
}

/** The run that posted the plan may not have ended yet: what was decided here follows by itself when it has. */
export function afterTheRun(decision: StartDecision): StartDecision {
  if (decision.reason !== 'run_active') return decision
  return { ...decision, detail: `${decision.detail}; this starts by itself when it has ended` }
}

async function approve(tx: Tx, shown: PlanRow): Promise<PlanRow> {
  const changes = { state: 'approved' as const, decided_by: { ...tx.actor }, decided_at: tx.now }
  const decided = await decidePlan(tx.db, { id: shown.id, states: ['submitted'] }, changes)
  const plan = must(decided, `plan ${shown.id} changed under its lock`)
  const { id: plan_id, version, content_hash, issue_id: issueId } = plan
  tx.emit({ type: 'plan.approved', issueId, subject: { type: 'plan', id: plan_id }, payload: { plan_id, version, content_hash } })
  await touchIssue(tx, issueId)
  return plan
}

/** The newest plan, in one of the given states; the issue is locked already. @throws NotFound, Conflict `plan_not_open` */
export async function openPlan(tx: Tx, issueId: string, states: PlanRow['state'][]): Promise<PlanRow> {
  const plan = await findNewestPlan(tx.db, issueId)
  if (!plan) throw new NotFound('plan')
  if (states.includes(plan.state)) return plan
  throw new Conflict('plan_not_open', `Version ${plan.version} of the plan is ${plan.state.replace('_', ' ')} already.`, {
    state: plan.state,
  })
}

/** Whoever made the plan carries it out, unless the issue was given to another agent. */
export async function agentOf(tx: Tx, plan: PlanRow): Promise<string | undefined> {
  const issue = await resolveIssueForUpdate(tx, plan.issue_id)
  if (issue.assignee_agent_id || !plan.run_id) return undefined
  return (await findRun(tx.db, tx.workspaceId, plan.run_id))?.agent_id
}
