// Many deliveries are replayed together: chosen now, oldest first, worked off by a job, each in a transaction of its own.
import { authorize } from '../access/authorize.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { replayJob } from './job-names.ts'
import { toFilter } from './read-deliveries.ts'
import { readBatch } from './read-replays.ts'
import type { ReplayBatch, ReplayMany } from './replay-schemas.ts'
import { chooseDeliveries, orderDeliveries } from './store/delivery-views.ts'
import { cancelBatch, insertBatch } from './store/replays.ts'

/** @throws NotFound for a delivery or issue that is not there */
export async function replayMany(ctx: Ctx, input: ReplayMany): Promise<ReplayBatch> {
  authorize(ctx, 'delivery.replay')
  const { ids, isCut } = await choose(ctx, input)
  const { filter, dry_run: dryRun } = input
  const id = ctx.newId('rpb')
  await withTransaction(ctx, async (tx) => {
    const items = ids.map((deliveryId) => ({ id: tx.newId('rpl'), deliveryId }))
    const selection = filter ? { filter } : { ids }
    await insertBatch(tx.db, { id, workspaceId: tx.workspaceId, dryRun, selection, isCut, items, by: tx.actor, now: tx.now })
    // Trying something out changes nothing, so it is no entry of the audit.
    if (!dryRun)
      tx.emit({
        type: 'delivery.replay_requested',
        subject: { type: 'replay_batch', id },
        payload: { batch_id: id, total: ids.length, ...(filter && { filter }) },
      })
    if (ids.length > 0) tx.enqueue(replayJob, { workspace_id: tx.workspaceId, batch_id: id }, { singletonKey: id })
  })
  return readBatch(ctx, id)
}

async function choose(ctx: Ctx, { ids, filter, limit }: ReplayMany): Promise<{ ids: string[]; isCut: boolean }> {
  if (ids) {
    const known = await orderDeliveries(ctx.db, ctx.workspaceId, ids)
    const unknown = ids.find((id) => !known.includes(id))
    if (unknown !== undefined) throw new NotFound('delivery', unknown)
    return { ids: known, isCut: false }
  }
  const rows = await chooseDeliveries(ctx.db, {
    workspaceId: ctx.workspaceId,
    filter: await toFilter(ctx, filter ?? {}),
    limit: limit + 1,
  })
  return { ids: rows.slice(0, limit).map((row) => row.id), isCut: rows.length > limit }
}

/** What is being replayed at this moment is still done; the rest is not. One that has ended stays as it is. @throws NotFound */
export async function cancelReplay(ctx: Ctx, id: string): Promise<ReplayBatch> {
  authorize(ctx, 'delivery.replay')
  await readBatch(ctx, id)
  await withTransaction(ctx, async (tx) => {
    const isCanceled = await cancelBatch(tx.db, { workspaceId: tx.workspaceId, id, now: tx.now })
    if (isCanceled)
      tx.emit({ type: 'delivery.replay_canceled', subject: { type: 'replay_batch', id }, payload: { batch_id: id } })
  })
  return readBatch(ctx, id)
}
