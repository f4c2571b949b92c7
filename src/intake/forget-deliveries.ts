// Frees the database of deliveries, signals and replays that nothing needs any more, a little at a time.
import { readPolicy } from '../access/domain/policy.ts'
import type { Runtime } from '../platform/runtime.ts'
import { retentionAt } from './domain/retention.ts'
import { deleteOldBatches } from './store/replays.ts'
import { deleteOldDeliveries, deleteOldSignals, listConnections } from './store/retention.ts'

const BATCH = 500
/** Lists of what was replayed together outlive the deliveries that they name by little. */
const replaysKeptMs = 90 * 86_400_000

/** Until nothing old is left, or the signal says stop. */
export async function forgetDeliveries(runtime: Runtime, signal: AbortSignal): Promise<void> {
  const db = runtime.database.kysely
  const now = runtime.clock.now()
  for (const { id: connectionId, policy } of await listConnections(db)) {
    const { deliveriesBefore, deadBefore, signalsBefore } = retentionAt(now, readPolicy(policy))
    const page = { connectionId, limit: BATCH }
    await untilDone(signal, () => deleteOldDeliveries(db, { ...page, before: deliveriesBefore, deadBefore }))
    await untilDone(signal, () => deleteOldSignals(db, { ...page, before: signalsBefore }))
  }
  const replaysBefore = new Date(now.getTime() - replaysKeptMs)
  await untilDone(signal, () => deleteOldBatches(db, { before: replaysBefore, limit: BATCH }))
}

async function untilDone(signal: AbortSignal, deleteSome: () => Promise<number>): Promise<void> {
  while (!signal.aborted && (await deleteSome()) === BATCH);
}
