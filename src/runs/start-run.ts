// Starts a run because somebody asked for exactly this one.
import { authorize } from '../access/authorize.ts'
import { resolveIssue } from '../issues/resolve-issue.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { type AppError, Conflict, Unprocessable } from '../platform/errors.ts'
import type { StartDecision } from './domain/gates.ts'
import { type RunAnswer, type RunRequest, requestRun } from './request-run.ts'
import { type StartRun, startRunSchema } from './schemas.ts'
import { findActiveRunId, findNewestRun, type RunRow } from './store/runs.ts'
import { toGateDecision } from './to-run.ts'

/** @throws NotFound, Invalid, Conflict `run_active` or `gate_refused`, Unprocessable `no_repository` or `plan_not_approved` */
export async function startRun(ctx: Ctx, input: StartRun & { issue: string }): Promise<RunRow> {
  authorize(ctx, 'run.start')
  const { issue: named, ...asked } = input
  const body = startRunSchema.parse(asked)
  if (body.force) authorize(ctx, 'run.force')
  const issue = await resolveIssue(ctx, named)
  // A refusal is recorded on the timeline, so it is thrown only after the commit.
  const answer = await withTransaction(ctx, async (tx) =>
    requestRun(tx, {
      issueId: issue.id,
      kind: body.kind,
      agent: body.agent,
      instructions: body.instructions ?? null,
      forcedReason: body.force ? (body.force_reason ?? null) : null,
      parent: body.instructions ? await questionAnswered(tx, issue.id, body.kind) : null,
      automatic: false,
      cause: 'api',
    }),
  )
  return answer.run ?? refuse(ctx, issue.id, answer.decision)
}

/** Instructions after a question or a blocker are the answer: the same conversation goes on. */
async function questionAnswered(ctx: Ctx, issueId: string, kind: RunRow['kind']): Promise<RunRequest['parent']> {
  const last = await findNewestRun(ctx.db, issueId)
  const asked = last?.outcome === 'needs_decision' || last?.outcome === 'blocked'
  return last && asked && last.kind === kind ? { runId: last.id, sessionId: last.session_id } : null
}

async function refuse(ctx: Ctx, issueId: string, decision: RunAnswer['decision']): Promise<never> {
  throw refusalOf(decision, await findActiveRunId(ctx.db, issueId))
}

/** The refusal as a caller sees it. */
export function refusalOf(decision: StartDecision, activeRunId: string | undefined): AppError {
  const detail = `Not started: ${decision.detail}.`
  switch (decision.reason) {
    case 'run_active':
      return new Conflict('run_active', detail, { run_id: activeRunId ?? null })
    case 'no_repository':
    case 'plan_not_approved':
      return new Unprocessable(decision.reason, detail, { decision: toGateDecision(decision) })
    default:
      return new Conflict('gate_refused', detail, { decision: toGateDecision(decision) })
  }
}
