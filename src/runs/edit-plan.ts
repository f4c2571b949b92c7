// A person changes a plan before approving it: a new version, which then is what waits for approval.
import { authorize } from '../access/authorize.ts'
import { touchIssue } from '../issues/attention.ts'
import { resolveIssueForUpdate } from '../issues/resolve-issue.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { Conflict, NotFound, StaleRevision } from '../platform/errors.ts'
import { planHash } from './domain/plan-hash.ts'
import { findNewestPlan, insertPlan, type PlanRow, supersedeOpenPlan } from './store/plans.ts'
import { findActiveRunId } from './store/runs.ts'
import { planContent } from './submit-plan.ts'

export interface EditPlan {
  issue: string
  content: string
  /** The version that the person changed, as in `If-Match`. */
  ifMatch?: string | undefined
}

/** @throws NotFound, Invalid, StaleRevision, Conflict `run_active` while an approved plan is carried out */
export async function editPlan(ctx: Ctx, input: EditPlan): Promise<PlanRow> {
  authorize(ctx, 'issue.write')
  const content = planContent(ctx, input.content)
  return withTransaction(ctx, async (tx) => {
    const issue = await resolveIssueForUpdate(tx, input.issue)
    const newest = await findNewestPlan(tx.db, issue.id)
    if (!newest) throw new NotFound('plan')
    refuseStale(newest, input.ifMatch)
    if (newest.content === content && newest.state === 'submitted') return newest
    const runId = await findActiveRunId(tx.db, issue.id)
    if (runId && newest.state === 'approved')
      throw new Conflict('run_active', 'The approved plan is being carried out. Cancel the run first.', { run_id: runId })
    await supersedeOpenPlan(tx.db, issue.id)
    const plan = await insertPlan(tx.db, {
      id: tx.newId('pln'),
      workspace_id: tx.workspaceId,
      issue_id: issue.id,
      run_id: newest.run_id,
      version: newest.version + 1,
      state: 'submitted',
      content,
      content_hash: planHash(content),
      base_sha: newest.base_sha,
      created_by: { ...tx.actor },
      created_at: tx.now,
    })
    const payload = { plan_id: plan.id, version: plan.version }
    tx.emit({ type: 'plan.submitted', issueId: issue.id, subject: { type: 'plan', id: plan.id }, payload })
    await touchIssue(tx, issue.id)
    return plan
  })
}

function refuseStale(plan: PlanRow, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch === '*') return
  const expected = ifMatch.replace(/^W\//, '').replaceAll('"', '')
  if (expected !== String(plan.version)) throw new StaleRevision(expected, plan.version)
}
