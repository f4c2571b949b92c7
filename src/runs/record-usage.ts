// Writes down what a model call cost as soon as it is known, so that a killed server leaves a true lower bound.
import { type Ctx, withTransaction } from '../platform/context.ts'
import type { UsageRecord } from './domain/executor.ts'
import { describeTokens } from './domain/stored-evidence.ts'
import { adjustRun } from './settle-run.ts'
import { findReservation } from './store/money.ts'
import { findRun } from './store/runs.ts'
import { addFinishedCost, addUsage } from './store/usage.ts'

/** Call it once for each model call. After the settlement it becomes an adjustment, unless the whole reservation was charged. */
export async function recordUsage(ctx: Ctx, runId: string, usage: UsageRecord): Promise<void> {
  const seen = { runId, microUsd: usage.microUsd, tokens: describeTokens(usage.tokens), unknownModel: usage.unknownModel }
  if (await addUsage(ctx.db, seen)) return
  await withTransaction(ctx, async (tx) => {
    const run = await findRun(tx.db, tx.workspaceId, runId)
    const reservation = await findReservation(tx.db, runId)
    if (!run || reservation?.settle_source === 'estimate') return
    if (await adjustRun(tx, run, usage.microUsd)) await addFinishedCost(tx.db, runId, usage.microUsd)
  })
}
