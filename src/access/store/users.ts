// Statements about people: those who know the shared password, by the name that they gave.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

export interface UserRow {
  id: string
  display_name: string
}

/** Two first logins under one name wait for each other until the transaction ends. */
export async function lockUsers(db: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('dispatch_user'))`.execute(db)
}

export function findUserByName(db: Db, name: string): Promise<UserRow | undefined> {
  return db
    .selectFrom('dispatch_user')
    .select(['id', 'display_name'])
    .where((eb) => eb(eb.fn('lower', ['display_name']), '=', eb.fn('lower', [eb.val(name)])))
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst()
}

/** The first two people besides the one without a name: enough to know whether there is exactly one. */
export function selectNamedUsers(db: Db, unnamed: string): Promise<UserRow[]> {
  return db
    .selectFrom('dispatch_user')
    .select(['id', 'display_name'])
    .where('display_name', '!=', unnamed)
    .orderBy('created_at')
    .limit(2)
    .execute()
}

export async function insertUser(db: Db, user: UserRow, now: Date): Promise<void> {
  await db
    .insertInto('dispatch_user')
    .values({ ...user, created_at: now })
    .execute()
}
