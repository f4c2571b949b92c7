// Asks a run to stop. One that nobody carries out ends at once; an agent's process tree ends within seconds.
import { authorize } from '../access/authorize.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { canceledBy } from './canceled-by.ts'
import { finishRun } from './finish-run.ts'
import { findRun, listActiveRunIds, type RunRow, requestCancel } from './store/runs.ts'
import { notifyWorkers } from './store/worker.ts'

/** Whatever its state: canceling a finished run changes nothing. @throws NotFound */
export async function cancelRun(ctx: Ctx, runId: string): Promise<RunRow> {
  authorize(ctx, 'run.cancel')
  return withTransaction(ctx, async (tx) => {
    const run = await findRun(tx.db, tx.workspaceId, runId)
    if (!run) throw new NotFound('run', runId)
    return (await stopRun(tx, runId)) ?? run
  })
}

/** All runs of the workspace: for the kill switch when it is to end what runs. Returns how many were asked to stop. */
export async function cancelAllRuns(ctx: Ctx): Promise<number> {
  authorize(ctx, 'run.cancel')
  return withTransaction(ctx, async (tx) => {
    const ids = await listActiveRunIds(tx.db, tx.workspaceId)
    for (const id of ids) await stopRun(tx, id)
    return ids.length
  })
}

async function stopRun(tx: Tx, runId: string): Promise<RunRow | undefined> {
  const run = await requestCancel(tx.db, { workspaceId: tx.workspaceId, id: runId }, { at: tx.now, by: tx.actor })
  if (!run) return undefined
  if (run.state === 'queued') {
    const end = {
      reason: 'canceled',
      outcome: null,
      failureCode: 'canceled',
      detail: canceledBy(run),
    } as const
    return finishRun(tx, run, { end })
  }
  const { state, activity } = run
  const payload = { state, reason: null, outcome: null, activity, cancel_requested: true }
  tx.emit({ type: 'run.updated', issueId: run.issue_id, runId, payload })
  await notifyWorkers(tx.db)
  return run
}
