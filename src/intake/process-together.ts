// In a burst, deliveries that came one after the other share a transaction: much of what one costs is the same for ten.
import { weighEvidence } from '../fixes/weigh-evidence.ts'
import type { Runtime } from '../platform/runtime.ts'
import { applyDelivery, contextOf, processDelivery } from './process-delivery.ts'
import { claimWaiting, loadDeliveries, type WaitingDelivery } from './store/deliveries.ts'
import type { Vendor } from './vendor.ts'

/** So many hold the locks of an issue's filing for a moment that nobody notices. */
const largestGroup = 10
/** Fewer are done one by one before anyone waits for them. */
const smallestBurst = 20

/**
 * What is to be processed together, in the order of arrival: what one error tracker sent through one connection. The embedded database has
 * one connection only, which nobody may keep so long.
 */
export function groupWaiting(
  runtime: { database: Pick<Runtime['database'], 'engine'> },
  waiting: readonly WaitingDelivery[],
): string[][] {
  if (runtime.database.engine === 'pglite' || waiting.length < smallestBurst) return waiting.map(({ id }) => [id])
  const groups: { connectionId: string; ids: string[] }[] = []
  for (const { id, connection_id: connectionId, source } of waiting) {
    const last = groups.at(-1)
    if (source !== 'github' && last?.connectionId === connectionId && last.ids.length < largestGroup) last.ids.push(id)
    else groups.push({ connectionId, ids: [id] })
  }
  return groups.map(({ ids }) => ids)
}

/** A delivery that broke so that not even its failure could be recorded. */
export interface Stuck {
  id: string
  error: unknown
}

/**
 * Of one connection, in their order. All of it takes effect or nothing; one that breaks takes none of the others along, for then each goes
 * alone. Ends at one that is stuck: those behind it are as they were.
 */
export async function processTogether(
  runtime: Runtime,
  vendors: readonly Vendor[],
  ids: readonly string[],
): Promise<Stuck | null> {
  if (ids.length > 1 && (await processAll(runtime, vendors, ids))) return null
  for (const id of ids) {
    try {
      await processDelivery(runtime, vendors, id)
    } catch (error) {
      return { id, error }
    }
  }
  return null
}

async function processAll(runtime: Runtime, vendors: readonly Vendor[], ids: readonly string[]): Promise<boolean> {
  const deliveries = await loadDeliveries(runtime.database.kysely, ids)
  const [first] = deliveries
  if (!first) return true
  const ctx = contextOf(runtime, first)
  try {
    await weighEvidence(ctx, async (tx) => {
      const mine = await claimWaiting(tx.db, ids)
      for (const delivery of deliveries) if (mine.has(delivery.id)) await applyDelivery(tx, vendors, delivery)
    })
    return true
  } catch (error) {
    ctx.log.warn({ err: error, deliveries: ids.length }, 'intake.burst_broken')
    return false
  }
}
