// Tries a failed run again, as a new run with the failed one as its parent, where the failure is of a kind that passes.
import { setNeedsAttention } from '../issues/attention.ts'
import { type Actor, type Ctx, withTransaction } from '../platform/context.ts'
import type { FinishFailureCode } from './domain/outcome.ts'
import { decideRetry } from './domain/retry.ts'
import { lockStarts, requestRun } from './request-run.ts'
import { countRetriesBefore, findRun, hasChild, type RunRow, retryActorId } from './store/runs.ts'

const retryActor: Actor = { type: 'system', id: retryActorId, name: 'Dispatch' }

/** Idempotent. The new run's id; null when there is nothing to try again, or a gate refuses, which the issue then says. */
export async function retryRun(ctx: Ctx, runId: string): Promise<string | null> {
  return withTransaction(ctx, async (tx) => {
    await lockStarts(tx)
    const run = await findRun(tx.db, tx.workspaceId, runId)
    if (run?.state !== 'finished' || (await hasChild(tx.db, runId))) return null
    const retry = decideRetry({
      failureCode: failureOf(run),
      retriesBefore: await countRetriesBefore(tx.db, runId),
      hasSession: run.session_id !== null,
    })
    if (!retry) return null
    const { run: next, decision } = await requestRun(tx, {
      issueId: run.issue_id,
      kind: run.kind,
      agent: run.agent_id,
      instructions: run.instructions,
      parent: { runId, sessionId: retry.resume ? run.session_id : null },
      automatic: true,
      cause: 'retry',
      requestedBy: retryActor,
      notBefore: new Date(tx.now.getTime() + retry.afterSeconds * 1000),
    })
    if (!next) await setNeedsAttention(tx, run.issue_id, `run ${run.reason ?? 'failed'}; not tried again: ${decision.detail}`)
    return next?.id ?? null
  })
}

/** Written by finishRun only, so it is one of our codes. */
function failureOf(run: RunRow): FinishFailureCode | null {
  return run.failure_code as FinishFailureCode | null
}
