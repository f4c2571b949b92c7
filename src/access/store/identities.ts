// Statements about accounts at GitHub, and the journeys of browsers there and back.
import type { Db } from '../../platform/db/open-database.ts'

const provider = 'github' as const

/** The person behind a GitHub account, by its number there. */
export function findIdentity(db: Db, subject: string) {
  return db
    .selectFrom('dispatch_identity as i')
    .innerJoin('dispatch_user as u', 'u.id', 'i.user_id')
    .select(['u.id', 'u.display_name', 'i.login'])
    .where('i.provider', '=', provider)
    .where('i.subject', '=', subject)
    .executeTakeFirst()
}

/** The GitHub account of a person. */
export function findIdentityOf(db: Db, userId: string) {
  return db
    .selectFrom('dispatch_identity')
    .select(['subject', 'login'])
    .where('provider', '=', provider)
    .where('user_id', '=', userId)
    .executeTakeFirst()
}

export async function insertIdentity(
  db: Db,
  row: { subject: string; user_id: string; login: string; created_at: Date },
): Promise<void> {
  await db
    .insertInto('dispatch_identity')
    .values({ ...row, provider })
    .execute()
}

/** Logins change there, the number never does. */
export async function renameIdentity(db: Db, subject: string, login: string): Promise<void> {
  await db
    .updateTable('dispatch_identity')
    .set({ login })
    .where('provider', '=', provider)
    .where('subject', '=', subject)
    .where('login', '!=', login)
    .execute()
}

export interface OAuthAttemptRow {
  state_hash: string
  browser_hash: string
  sealed: string
  created_at: Date
  expires_at: Date
}

export async function insertOAuthAttempt(db: Db, row: OAuthAttemptRow): Promise<void> {
  await db.insertInto('dispatch_oauth_attempt').values(row).execute()
}

/** What was sealed into the journey, for exactly one return of the browser that began it. */
export async function takeOAuthAttempt(
  db: Db,
  attempt: { stateHash: string; browserHash: string; now: Date },
): Promise<string | undefined> {
  const row = await db
    .updateTable('dispatch_oauth_attempt')
    .set({ used_at: attempt.now })
    .where('state_hash', '=', attempt.stateHash)
    .where('browser_hash', '=', attempt.browserHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', attempt.now)
    .returning('sealed')
    .executeTakeFirst()
  return row?.sealed
}

export async function deleteOldOAuthAttempts(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('dispatch_oauth_attempt').where('expires_at', '<', before).execute()
}
