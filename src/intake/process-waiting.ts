// Works off what has been received, oldest first. One process at a time does it, so deliveries are decided in their order.
import type { Runtime } from '../platform/runtime.ts'
import { groupWaiting, processTogether } from './process-together.ts'
import { noteDeliveries } from './store/connections.ts'
import { listWaiting } from './store/deliveries.ts'
import type { Vendor } from './vendor.ts'

const pageSize = 100

/** Until nothing waits any more, or the signal says stop. */
export async function processWaiting(runtime: Runtime, vendors: readonly Vendor[], signal: AbortSignal): Promise<void> {
  for (;;) {
    const waiting = await listWaiting(runtime.database.kysely, pageSize)
    if (waiting.length === 0) return
    // First: that they came is true however their processing ends.
    await noteDeliveries(
      runtime.database.kysely,
      waiting.map(({ id }) => id),
    )
    for (const ids of groupWaiting(runtime, waiting)) {
      if (signal.aborted) return
      await processTogether(runtime, vendors, ids)
    }
  }
}
