// Stores deliveries as they come; those that come while the database is busy with one share the next commit.
import type { Db } from '../platform/db/open-database.ts'
import { Unavailable } from '../platform/errors.ts'
import { type NewDelivery, type StoredDelivery, storeDeliveries } from './store/deliveries.ts'

/** Resolves when it is safe on the disk; undefined when its key is known already. */
export type StoreDelivery = (db: Db, delivery: NewDelivery) => Promise<StoredDelivery | undefined>

interface Waiting extends PromiseWithResolvers<StoredDelivery | undefined> {
  delivery: NewDelivery
}

const maxCount = 50
/** One body alone may be larger. */
const maxBytes = 1_048_576
/** What waits for a database that has stopped stays in memory: no more than this, or one stalled minute ends the process. */
const defaultWaitingBytes = 64 * 1_048_576
const comeAgainSeconds = 5

const busy = 'More deliveries wait to be stored than can be kept in mind. This one was not stored: send it again.'

/** A sync of the disk costs the same for one and for fifty, so a burst is acknowledged as fast as it comes. */
export function createDeliveryBatches({ maxWaitingBytes = defaultWaitingBytes } = {}): StoreDelivery {
  const waiting: Waiting[] = []
  let waitingBytes = 0
  let isStoring = false

  async function storeAll(db: Db): Promise<void> {
    while (waiting.length > 0) {
      const batch = takeBatch(waiting)
      await storeBatch(db, batch)
      for (const { delivery } of batch) waitingBytes -= delivery.body.length
    }
    isStoring = false // in the same step as the last look at `waiting`
  }

  return async (db, delivery) => {
    if (waitingBytes > maxWaitingBytes) throw new Unavailable('intake_busy', busy, comeAgainSeconds)
    waitingBytes += delivery.body.length
    const entry = { delivery, ...Promise.withResolvers<StoredDelivery | undefined>() }
    waiting.push(entry)
    if (!isStoring) {
      isStoring = true
      void storeAll(db)
    }
    return entry.promise
  }
}

function takeBatch(waiting: Waiting[]): Waiting[] {
  let count = 0
  let bytes = 0
  for (const { delivery } of waiting.slice(0, maxCount)) {
    bytes += delivery.body.length
    if (count > 0 && bytes > maxBytes) break
    count++
  }
  return waiting.splice(0, count)
}

/** Never rejects: each delivery hears of its own failure. */
async function storeBatch(db: Db, batch: readonly Waiting[]): Promise<void> {
  try {
    const stored = new Map(
      (
        await storeDeliveries(
          db,
          batch.map(({ delivery }) => delivery),
        )
      ).map((row) => [row.id, row]),
    )
    for (const { delivery, resolve } of batch) resolve(stored.get(delivery.id))
  } catch (error) {
    // One that cannot be stored must not take the others along.
    if (batch.length > 1) for (const one of batch) await storeBatch(db, [one])
    else batch[0]?.reject(error)
  }
}
