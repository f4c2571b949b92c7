// Works off what has been received, oldest first. One process at a time does it, so deliveries are decided in their order.
import type { Runtime } from '../platform/runtime.ts'
import { processDelivery } from './process-delivery.ts'
import { groupWaiting, processTogether } from './process-together.ts'
import { noteDeliveries } from './store/connections.ts'
import { listFailed, listWaiting } from './store/deliveries.ts'
import type { Vendor } from './vendor.ts'

const pageSize = 100

/** A turn of this process that is not over. */
interface Turn {
  /** Something may have come since it looked the last time. */
  isAskedAgain: boolean
  done: Promise<void>
}

const turns = new WeakMap<Runtime, Turn>()

/**
 * Until nothing waits any more, or the signal says stop. What breaks so that not even its failure can be recorded is left to the next
 * turn, alone: whatever came after it goes on, in its order. Who asks during a turn waits for its end: two would do everything twice.
 */
export function processWaiting(runtime: Runtime, vendors: readonly Vendor[], signal: AbortSignal): Promise<void> {
  const going = turns.get(runtime)
  if (going) {
    going.isAskedAgain = true
    return going.done
  }
  const turn: Turn = { isAskedAgain: true, done: Promise.resolve() }
  turns.set(runtime, turn)
  turn.done = workOff(runtime, vendors, { signal, turn })
  return turn.done
}

async function workOff(
  runtime: Runtime,
  vendors: readonly Vendor[],
  { signal, turn }: { signal: AbortSignal; turn: Turn },
): Promise<void> {
  try {
    const stuck: string[] = []
    while (turn.isAskedAgain) {
      turn.isAskedAgain = false
      const waiting = await listWaiting(runtime.database.kysely, { limit: pageSize, except: stuck })
      if (waiting.length === 0) continue
      turn.isAskedAgain = true
      const all = waiting.map(({ id }) => id)
      // First: that they came is true however their processing ends.
      await noteDeliveries(runtime.database.kysely, all)
      const isStuck = await processPage(runtime, vendors, { groups: groupWaiting(runtime, waiting), signal })
      if (signal.aborted) return
      if (isStuck) stuck.push(isStuck)
    }
  } finally {
    // At once: who asks after the last look must begin a turn, not wait for the end of this one.
    turns.delete(runtime)
  }
}

/** Ends at the first that is stuck: whether it is the delivery or the database shows when the list is read again, with those behind it. */
async function processPage(
  runtime: Runtime,
  vendors: readonly Vendor[],
  { groups, signal }: { groups: readonly string[][]; signal: AbortSignal },
): Promise<string | null> {
  for (const ids of groups) {
    if (signal.aborted) return null
    const stuck = await processTogether(runtime, vendors, ids)
    if (!stuck) continue
    runtime.log.error({ err: stuck.error, deliveryId: stuck.id }, 'intake.stuck')
    return stuck.id
  }
  return null
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
