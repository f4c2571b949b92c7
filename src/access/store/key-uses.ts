// Statements about the addresses from which keys are used.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

/** False when this address used the key on that day before. */
export async function recordKeyUse(db: Db, use: { keyId: string; day: string; address: string }): Promise<boolean> {
  const result = await sql<{ key_id: string }>`
    insert into dispatch_api_key_use (key_id, day, address) values (${use.keyId}, ${use.day}::date, ${use.address})
    on conflict do nothing returning key_id`.execute(db)
  return result.rows.length > 0
}

export async function deleteOldKeyUses(db: Db, beforeDay: string): Promise<void> {
  await sql`delete from dispatch_api_key_use where day < ${beforeDay}::date`.execute(db)
}
