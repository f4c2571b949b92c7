// Works off a batch of replays, oldest delivery first. A process that dies loses at most the one it was at, which had no effect yet.
import { type Ctx, systemContext, withTransaction } from '../platform/context.ts'
import { AppError } from '../platform/errors.ts'
import { actorSchema } from '../platform/http/schemas.ts'
import type { Runtime } from '../platform/runtime.ts'
import { differenceOf, isNothing } from './domain/effect-difference.ts'
import { replayJob } from './job-names.ts'
import { loadOwn, replayReally, tryOut } from './replay-delivery.ts'
import {
  type BatchRow,
  claimReplay,
  failReplay,
  findBatch,
  finishBatch,
  finishReplay,
  listQueuedReplays,
  listRunningBatches,
} from './store/replays.ts'
import type { Vendor } from './vendor.ts'

/** So many, then others' work has its turn. */
const pageSize = 25

export interface WorkOff {
  workspaceId: string
  batchId: string
  signal: AbortSignal
}

/** Some of a batch; the next job does the next ones. */
export async function workOffReplays(
  runtime: Runtime,
  vendors: readonly Vendor[],
  { workspaceId, batchId, signal }: WorkOff,
): Promise<void> {
  const ctx = systemContext(runtime, workspaceId)
  const batch = await findBatch(ctx.db, workspaceId, batchId)
  if (batch?.state !== 'running') return
  for (const item of await listQueuedReplays(ctx.db, batchId, pageSize)) {
    if (signal.aborted) break
    await replayOne(ctx, vendors, { batch, item })
  }
  await goOn(ctx, batchId)
}

async function goOn(ctx: Ctx, batchId: string): Promise<void> {
  const [next] = await listQueuedReplays(ctx.db, batchId, 1)
  await withTransaction(ctx, async (tx) => {
    if (next) tx.enqueue(replayJob, { workspace_id: ctx.workspaceId, batch_id: batchId }, { singletonKey: batchId })
    else await finishBatch(tx.db, batchId, ctx.system.clock.now())
  })
}

interface Work {
  batch: BatchRow
  item: { id: string; delivery_id: string }
}

async function replayOne(ctx: Ctx, vendors: readonly Vendor[], { batch, item }: Work): Promise<void> {
  const now = { ...ctx, now: ctx.system.clock.now() }
  try {
    const delivery = await loadOwn(now, item.delivery_id)
    if (batch.dry_run) await keepTrial(now, item.id, await tryOut(now, vendors, delivery))
    else
      await replayReally(now, vendors, delivery, {
        by: actorSchema.parse(batch.created_by),
        batch: { id: batch.id, replayId: item.id },
      })
  } catch (error) {
    if (!(error instanceof AppError))
      now.log.error({ err: error, deliveryId: item.delivery_id, batchId: batch.id }, 'delivery.replay_failed')
    const problem = error instanceof Error ? error.message : String(error)
    await failReplay(now.db, item.id, { problem: problem.slice(0, 1000) || 'It broke without a message.', now: now.now })
  }
}

function keepTrial(ctx: Ctx, replayId: string, { before, after }: Awaited<ReturnType<typeof tryOut>>): Promise<void> {
  return withTransaction(ctx, async (tx) => {
    const { decision, effects } = after
    if (!decision || !(await claimReplay(tx.db, replayId))) return
    const changed = !isNothing(differenceOf(before, after))
    await finishReplay(tx.db, replayId, { before, after: { decision, effects }, changed, now: tx.now })
  })
}

/** Batches whose job was lost go on. */
export async function resumeReplays(runtime: Runtime): Promise<void> {
  for (const { id, workspace_id } of await listRunningBatches(runtime.database.kysely)) {
    await withTransaction(systemContext(runtime, workspace_id), async (tx) => {
      tx.enqueue(replayJob, { workspace_id, batch_id: id }, { singletonKey: id })
    })
  }
}
