// The plan of an issue, with its versions.
import { authorize } from '../access/authorize.ts'
import { resolveIssue } from '../issues/resolve-issue.ts'
import { toActor } from '../issues/to-card.ts'
import type { Ctx } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import type { Plan } from './schemas.ts'
import { findNewestPlan, findPlanVersion, listPlanVersions, type PlanRow } from './store/plans.ts'

/** The newest version unless one is named. @throws NotFound */
export async function readPlan(ctx: Ctx, input: { issue: string; version?: number | undefined }): Promise<Plan> {
  const issue = await resolveIssue(ctx, input.issue)
  authorize(ctx, 'issue.read', { issueId: issue.id })
  const plan =
    input.version === undefined ? await findNewestPlan(ctx.db, issue.id) : await findPlanVersion(ctx.db, issue.id, input.version)
  if (!plan) throw new NotFound('plan')
  return toPlan(ctx, plan)
}

/** In the API's shape. */
export async function toPlan(ctx: Ctx, plan: PlanRow): Promise<Plan> {
  const versions = await listPlanVersions(ctx.db, plan.issue_id)
  return {
    id: plan.id,
    issue_id: plan.issue_id,
    run_id: plan.run_id,
    version: plan.version,
    state: plan.state,
    content: plan.content,
    content_hash: plan.content_hash,
    base_sha: plan.base_sha,
    created_by: toActor(plan.created_by),
    created_at: plan.created_at.toISOString(),
    decided_by: plan.decided_by ? toActor(plan.decided_by) : null,
    decided_at: plan.decided_at?.toISOString() ?? null,
    feedback: plan.feedback,
    versions: versions.map((version) => ({ ...version, created_at: version.created_at.toISOString() })),
  }
}
