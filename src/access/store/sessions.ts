// Statements about people's sessions.
import type { Db } from '../../platform/db/open-database.ts'

export interface NewSessionRow {
  id: string
  token_hash: string
  user_id: string
  workspace_id: string
  created_at: Date
  expires_at: Date
  confirmed_at: Date
  last_seen_at: Date
  user_agent: string | null
}

export async function insertSession(db: Db, row: NewSessionRow): Promise<void> {
  await db.insertInto('dispatch_session').values(row).execute()
}

/** The living session behind a token, with its person, and whether its workspace still exists. */
export function findLiveSession(db: Db, tokenHash: string, now: Date) {
  return db
    .selectFrom('dispatch_session as s')
    .innerJoin('dispatch_user as u', 'u.id', 's.user_id')
    .innerJoin('dispatch_workspace as w', 'w.id', 's.workspace_id')
    .select([
      's.id',
      's.user_id',
      's.workspace_id',
      's.expires_at',
      's.confirmed_at',
      's.last_seen_at',
      'u.display_name',
      'w.deleted_at as workspace_deleted_at',
    ])
    .where('s.token_hash', '=', tokenHash)
    .where('s.revoked_at', 'is', null)
    .where('s.expires_at', '>', now)
    .executeTakeFirst()
}

/** A session that is used lives on. Repeats what makes it alive, so that a revoked one stays revoked. */
export async function touchSession(db: Db, id: string, seen: { now: Date; expiresAt: Date }): Promise<void> {
  await db
    .updateTable('dispatch_session')
    .set({ last_seen_at: seen.now, expires_at: seen.expiresAt })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', seen.now)
    .execute()
}

export async function isSessionLive(db: Db, id: string, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('dispatch_session')
    .select('id')
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row !== undefined
}

export async function confirmSession(db: Db, id: string, now: Date): Promise<void> {
  await db
    .updateTable('dispatch_session')
    .set({ confirmed_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
}

export async function changeSession(db: Db, id: string, changes: { user_id?: string; workspace_id?: string }): Promise<void> {
  await db.updateTable('dispatch_session').set(changes).where('id', '=', id).where('revoked_at', 'is', null).execute()
}

export function selectLiveSessions(db: Db, now: Date, limit: number) {
  return db
    .selectFrom('dispatch_session as s')
    .innerJoin('dispatch_user as u', 'u.id', 's.user_id')
    .select(['s.id', 's.user_id', 'u.display_name', 's.created_at', 's.last_seen_at', 's.expires_at', 's.user_agent'])
    .where('s.revoked_at', 'is', null)
    .where('s.expires_at', '>', now)
    .orderBy('s.last_seen_at', 'desc')
    .orderBy('s.id', 'desc')
    .limit(limit)
    .execute()
}

/** False when there was no living session of this id. */
export async function revokeSession(db: Db, id: string, now: Date): Promise<boolean> {
  const row = await db
    .updateTable('dispatch_session')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** The ids of those that were alive. */
export async function revokeAllSessions(db: Db, now: Date): Promise<string[]> {
  const rows = await db
    .updateTable('dispatch_session')
    .set({ revoked_at: now })
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

/** Sessions that ended before `before` tell nobody anything any more. */
export async function deleteEndedSessions(db: Db, before: Date): Promise<void> {
  await db
    .deleteFrom('dispatch_session')
    .where((eb) => eb.or([eb('expires_at', '<', before), eb('revoked_at', '<', before)]))
    .execute()
}
