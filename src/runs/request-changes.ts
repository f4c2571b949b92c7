// A person sends a plan back: the same agent session investigates again, with the feedback.

import { authorize } from '../access/authorize.ts'
import { resolveIssueForUpdate } from '../issues/resolve-issue.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { must } from '../platform/must.ts'
import { afterTheRun, agentOf, openPlan, type ReviewedPlan } from './approve-plan.ts'
import { lockStarts, type RunRequest, requestRun } from './request-run.ts'
import { requestChangesSchema } from './schemas.ts'
import { decidePlan, type PlanRow } from './store/plans.ts'
import { findRun } from './store/runs.ts'

/** A refused start leaves the plan sent back. @throws NotFound, Forbidden, Conflict `plan_not_open` */
export async function requestChanges(ctx: Ctx, input: { issue: string; feedback: string }): Promise<ReviewedPlan> {
  authorize(ctx, 'run.start')
  const { feedback } = requestChangesSchema.parse({ feedback: input.feedback })
  return withTransaction(ctx, async (tx) => {
    await lockStarts(tx)
    const issue = await resolveIssueForUpdate(tx, input.issue)
    const open = await openPlan(tx, issue.id, ['submitted'])
    const changes = { state: 'changes_requested' as const, decided_by: { ...tx.actor }, decided_at: tx.now, feedback }
    const decided = await decidePlan(tx.db, { id: open.id, states: ['submitted'] }, changes)
    const plan = must(decided, `plan ${open.id} changed under its lock`)
    const payload = { plan_id: plan.id, version: plan.version }
    tx.emit({ type: 'plan.changes_requested', issueId: issue.id, subject: { type: 'plan', id: plan.id }, payload })
    const answer = await requestRun(tx, {
      issueId: issue.id,
      kind: 'investigate',
      agent: await agentOf(tx, plan),
      instructions: feedback,
      parent: await authorRun(tx, plan),
      automatic: false,
      cause: 'changes_requested',
    })
    return { plan, run: answer.run, decision: afterTheRun(answer.decision) }
  })
}

/** The run that posted the plan; null for a plan that a person wrote. */
async function authorRun(ctx: Ctx, plan: PlanRow): Promise<RunRequest['parent']> {
  const run = plan.run_id ? await findRun(ctx.db, ctx.workspaceId, plan.run_id) : undefined
  return run ? { runId: run.id, sessionId: run.session_id } : null
}
