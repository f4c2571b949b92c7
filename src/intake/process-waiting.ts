// Works off what has been received, oldest first. One process at a time does it, so deliveries are decided in their order.
import type { Runtime } from '../platform/runtime.ts'
import { processDelivery } from './process-delivery.ts'
import { noteDeliveries } from './store/connections.ts'
import { listWaiting } from './store/deliveries.ts'
import type { Vendor } from './vendor.ts'

const pageSize = 100

/** Until nothing waits any more, or the signal says stop. */
export async function processWaiting(runtime: Runtime, vendors: readonly Vendor[], signal: AbortSignal): Promise<void> {
  for (;;) {
    const ids = await listWaiting(runtime.database.kysely, pageSize)
    if (ids.length === 0) return
    // First: that they came is true however their processing ends.
    await noteDeliveries(runtime.database.kysely, ids)
    for (const id of ids) {
      if (signal.aborted) return
      await processDelivery(runtime, vendors, id)
    }
  }
}
