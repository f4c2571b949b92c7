// A plan is posted: a new version that waits for a person, and the issue with it.
import { authorize } from '../access/authorize.ts'
import { setNeedsAttention, touchIssue } from '../issues/attention.ts'
import { moveIssue } from '../issues/move-issue.ts'
import { type IssueRow, resolveIssueForUpdate } from '../issues/resolve-issue.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { Conflict, Forbidden, Invalid } from '../platform/errors.ts'
import { agentWords } from './agent-words.ts'
import { planHash } from './domain/plan-hash.ts'
import { recordActivity } from './record-activity.ts'
import { reportingRun } from './reporting-run.ts'
import { findNewestPlan, insertPlan, type PlanRow, supersedeOpenPlan } from './store/plans.ts'
import { findActiveRunId, type RunRow } from './store/runs.ts'

export const planLengthMax = 200_000

export interface SubmitPlan {
  /** Markdown. What nobody can see is taken out, so that an approval means what was read. */
  content: string
  /** For callers that are no run. */
  issue?: string
  runId?: string
}

/** Posting the open plan once more changes nothing. @throws Invalid, NotFound, Forbidden, Conflict `run_active` or `plan_approved` */
export async function submitPlan(ctx: Ctx, input: SubmitPlan): Promise<PlanRow> {
  const content = planContent(ctx, input.content)
  return withTransaction(ctx, async (tx) => {
    const run = tx.actor.type === 'run' || input.runId ? await reportingRun(tx, input.runId) : null
    const target = run?.issue_id ?? input.issue
    if (!target) throw new Invalid([{ path: 'issue', message: 'is required' }])
    const issue = await resolveIssueForUpdate(tx, target)
    authorize(tx, 'plan.submit', { issueId: issue.id })
    if (run) refuseWrongKind(run)
    else refuseStranger(tx, issue)
    const newest = await findNewestPlan(tx.db, issue.id)
    if (newest?.state === 'submitted' && newest.content === content) return newest
    if (newest?.state === 'approved') await keepApproval(tx, newest, run)
    return newVersion(tx, { issueId: issue.id, run, content, newest })
  })
}

function refuseWrongKind(run: RunRow): void {
  if (run.kind === 'investigate' || run.kind === 'research' || run.kind === 'triage') return
  throw new Conflict('no_plan_wanted', 'This run carries out a plan. To change it, use ask_question.')
}

/** An agent that runs elsewhere plans the work that it has taken, and no other. */
function refuseStranger(tx: Tx, issue: IssueRow): void {
  if (tx.actor.type !== 'key' || tx.scopes.has('write')) return
  if (tx.agentId !== undefined && issue.assignee_agent_id === tx.agentId) return
  throw new Forbidden('not_your_issue', 'Claim the issue first (claim_issue), or name your run in run_id.')
}

/** A new version would take back what a person decided: not while it is carried out, and not by whoever posted it. */
async function keepApproval(tx: Tx, approved: PlanRow, run: RunRow | null): Promise<void> {
  if (run && approved.run_id === run.id)
    throw new Conflict(
      'plan_approved',
      `A person approved version ${approved.version} of your plan already. End with complete_run.`,
    )
  const active = await findActiveRunId(tx.db, approved.issue_id)
  if (active === undefined || active === run?.id) return
  throw new Conflict('run_active', 'The approved plan is being carried out. Nothing was posted; cancel the run first.', {
    run_id: active,
  })
}

/** @throws Invalid */
export function planContent(ctx: Ctx, given: string): string {
  const content = agentWords(ctx, given, planLengthMax + 1).trim()
  if (content.length === 0) throw new Invalid([{ path: 'content', message: 'must not be empty' }])
  if (content.length > planLengthMax)
    throw new Invalid([{ path: 'content', message: `may have at most ${planLengthMax} characters` }])
  return content
}

interface Version {
  issueId: string
  run: RunRow | null
  content: string
  newest: PlanRow | undefined
}

async function newVersion(tx: Tx, { issueId, run, content, newest }: Version): Promise<PlanRow> {
  await supersedeOpenPlan(tx.db, issueId)
  const plan = await insertPlan(tx.db, {
    id: tx.newId('pln'),
    workspace_id: tx.workspaceId,
    issue_id: issueId,
    run_id: run?.id ?? null,
    version: (newest?.version ?? 0) + 1,
    state: 'submitted',
    content,
    content_hash: planHash(content),
    base_sha: run?.base_sha ?? null,
    created_by: { ...tx.actor },
    created_at: tx.now,
  })
  const { id: plan_id, version } = plan
  tx.emit({
    type: 'plan.submitted',
    issueId,
    runId: run?.id ?? null,
    subject: { type: 'plan', id: plan_id },
    payload: { plan_id, version },
  })
  if (run) await recordActivity(tx, run, { kind: 'plan', summary: `posted plan version ${version}`, data: { plan_id, version } })
  await setNeedsAttention(tx, issueId, null)
  await moveIssue(tx, {
    issueId,
    to: 'needs_review',
    cause: { code: 'plan_submitted', detail: `plan version ${version} waits for a person` },
  })
  await touchIssue(tx, issueId)
  return plan
}
