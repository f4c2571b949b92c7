// Deliveries that nobody has decided yet, as search sees them.
import type { Db } from '../../platform/db/open-database.ts'

/** Since when the oldest of at least so many waits; null for fewer. */
export async function findWaitingBurst(db: Db, atLeast: number): Promise<Date | null> {
  const rows = await db
    .selectFrom('dispatch_delivery')
    .select('received_at')
    .where('state', '=', 'received')
    .orderBy('received_at')
    .limit(atLeast)
    .execute()
  return rows.length === atLeast ? (rows[0]?.received_at ?? null) : null
}
