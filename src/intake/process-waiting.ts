// Works off what has been received, oldest first. One process at a time does it, so deliveries are decided in their order.
import type { Runtime } from '../platform/runtime.ts'
import { processDelivery } from './process-delivery.ts'
import { groupWaiting, processTogether } from './process-together.ts'
import { noteDeliveries } from './store/connections.ts'
import { listFailed, listWaiting } from './store/deliveries.ts'
import type { Vendor } from './vendor.ts'

const pageSize = 100

/**
 * Until nothing waits any more, or the signal says stop. What breaks so that not even its failure can be recorded is left to the next
 * turn, alone: whatever came after it goes on, in its order.
 */
export async function processWaiting(runtime: Runtime, vendors: readonly Vendor[], signal: AbortSignal): Promise<void> {
  const stuck: string[] = []
  for (;;) {
    const waiting = await listWaiting(runtime.database.kysely, { limit: pageSize, except: stuck })
    if (waiting.length === 0) return
    const all = waiting.map(({ id }) => id)
    // First: that they came is true however their processing ends.
    await noteDeliveries(runtime.database.kysely, all)
    for (const ids of groupWaiting(runtime, waiting)) {
      if (signal.aborted) return
      const isStuck = await processTogether(runtime, vendors, ids)
      if (!isStuck) continue
      runtime.log.error({ err: isStuck.error, deliveryId: isStuck.id }, 'intake.stuck')
      stuck.push(isStuck.id)
      break // whether it is the delivery or the database shows when the list is read again, with those behind it
    }
  }
}

/** Somewhat more than the longest pause between two tries. */
const overdueMs = 75 * 60_000

/** Failed, and the job that was to try again is gone: it died of the same outage, or with its queue. */
export async function processOverdue(runtime: Runtime, vendors: readonly Vendor[], signal: AbortSignal): Promise<void> {
  const before = new Date(runtime.clock.now().getTime() - overdueMs)
  for (const id of await listFailed(runtime.database.kysely, { before, limit: pageSize })) {
    if (signal.aborted) return
    await processDelivery(runtime, vendors, id)
  }
}
