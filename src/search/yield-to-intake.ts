// The encoder takes as much of a processor as it gets. While a burst of deliveries waits, it leaves the processors to them, for a while.
import type { Runtime } from '../platform/runtime.ts'
import { findWaitingBurst } from './store/intake-queue.ts'

/** Fewer are worked off before the encoder has read a text. */
const smallestBurst = 20
/** One that does not end is no burst: then both go on side by side. */
const longestMs = 60_000

export async function isBurstWaiting({ database, clock }: Pick<Runtime, 'database' | 'clock'>): Promise<boolean> {
  const since = await findWaitingBurst(database.kysely, smallestBurst)
  return since !== null && clock.now().getTime() - since.getTime() < longestMs
}
