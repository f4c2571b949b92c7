// Statements about one-time links that set a password.
import type { Db } from '../../platform/db/open-database.ts'

export async function insertPasswordReset(
  db: Db,
  row: { token_hash: string; user_id: string; created_at: Date; expires_at: Date },
): Promise<void> {
  await db.insertInto('dispatch_password_reset').values(row).execute()
}

/** Whose link it is, for exactly one caller, while it is young. */
export async function takePasswordReset(db: Db, tokenHash: string, now: Date): Promise<string | undefined> {
  const row = await db
    .updateTable('dispatch_password_reset')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('user_id')
    .executeTakeFirst()
  return row?.user_id
}

/** Whose link it is, while it can be used. */
export async function findPasswordResetOwner(db: Db, tokenHash: string, now: Date): Promise<string | undefined> {
  const row = await db
    .selectFrom('dispatch_password_reset')
    .select('user_id')
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row?.user_id
}

/** Earlier links of the person stop working. */
export async function expirePasswordResets(db: Db, userId: string, now: Date): Promise<void> {
  await db
    .updateTable('dispatch_password_reset')
    .set({ used_at: now })
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .execute()
}

export async function deleteOldPasswordResets(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('dispatch_password_reset').where('expires_at', '<', before).execute()
}
