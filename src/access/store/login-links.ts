// Statements about one-time login links.
import type { Db } from '../../platform/db/open-database.ts'

export async function insertLoginLink(db: Db, row: { token_hash: string; created_at: Date; expires_at: Date }): Promise<void> {
  await db.insertInto('dispatch_login_link').values(row).execute()
}

/** True for exactly one caller, while the link is young. */
export async function useLoginLink(db: Db, tokenHash: string, now: Date): Promise<boolean> {
  const row = await db
    .updateTable('dispatch_login_link')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('token_hash')
    .executeTakeFirst()
  return row !== undefined
}

/** Links that nobody used yet stop working. */
export async function expireLoginLinks(db: Db, now: Date): Promise<void> {
  await db.updateTable('dispatch_login_link').set({ used_at: now }).where('used_at', 'is', null).execute()
}

export async function deleteOldLoginLinks(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('dispatch_login_link').where('expires_at', '<', before).execute()
}
