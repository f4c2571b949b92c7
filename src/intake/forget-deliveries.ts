// Frees the database of deliveries and signals that nothing needs any more, a little at a time.
import type { Runtime } from '../platform/runtime.ts'
import { retentionAt } from './domain/retention.ts'
import { deleteOldDeliveries, deleteOldSignals, listConnectionIds } from './store/retention.ts'

const BATCH = 500

/** Until nothing old is left, or the signal says stop. */
export async function forgetDeliveries(runtime: Runtime, signal: AbortSignal): Promise<void> {
  const db = runtime.database.kysely
  const { deliveriesBefore, deadBefore, signalsBefore } = retentionAt(runtime.clock.now())
  for (const connectionId of await listConnectionIds(db)) {
    const page = { connectionId, limit: BATCH }
    await untilDone(signal, () => deleteOldDeliveries(db, { ...page, before: deliveriesBefore, deadBefore }))
    await untilDone(signal, () => deleteOldSignals(db, { ...page, before: signalsBefore }))
  }
}

async function untilDone(signal: AbortSignal, deleteSome: () => Promise<number>): Promise<void> {
  while (!signal.aborted && (await deleteSome()) === BATCH);
}
