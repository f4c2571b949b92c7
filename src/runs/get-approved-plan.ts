// The plan that a person approved, for whoever carries it out.
import { authorize } from '../access/authorize.ts'
import { resolveIssue } from '../issues/resolve-issue.ts'
import type { Ctx } from '../platform/context.ts'
import { Conflict, Invalid } from '../platform/errors.ts'
import { findApprovedPlan, type PlanRow } from './store/plans.ts'

/** A run gets that of its own issue. @throws NotFound, Forbidden, Conflict `plan_not_approved` */
export async function getApprovedPlan(ctx: Ctx, input: { issue?: string } = {}): Promise<PlanRow> {
  const target = ctx.runIssueId ?? input.issue
  if (target === undefined) throw new Invalid([{ path: 'issue', message: 'is required' }])
  const issue = await resolveIssue(ctx, target)
  authorize(ctx, 'issue.read', { issueId: issue.id })
  const plan = await findApprovedPlan(ctx.db, issue.id)
  if (!plan) throw new Conflict('plan_not_approved', 'No plan of this issue is approved.')
  return plan
}
