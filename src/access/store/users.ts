// Statements about people: those who know the shared password, by the name that they gave, and those with an account.
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

/** Of those who share the password: an account is nobody's for the asking. */
export function findUserByName(db: Db, name: string): Promise<UserRow | undefined> {
  return db
    .selectFrom('dispatch_user')
    .select(['id', 'display_name'])
    .where('kind', '=', 'shared')
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
    .where('kind', '=', 'shared')
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

export interface AccountRow extends UserRow {
  email: string | null
  password_hash: string | null
}

const account = ['id', 'display_name', 'email', 'password_hash'] as const

export async function insertAccount(db: Db, row: AccountRow & { created_at: Date }): Promise<void> {
  await db
    .insertInto('dispatch_user')
    .values({ ...row, kind: 'account' })
    .execute()
}

export function findAccountByEmail(db: Db, email: string): Promise<AccountRow | undefined> {
  return db.selectFrom('dispatch_user').select(account).where('email', '=', email).executeTakeFirst()
}

export function findAccount(db: Db, id: string): Promise<AccountRow | undefined> {
  return db.selectFrom('dispatch_user').select(account).where('id', '=', id).where('kind', '=', 'account').executeTakeFirst()
}

/** Holds the row until the transaction ends: a password that was shown cannot change while it opens something. */
export function lockAccount(db: Db, id: string): Promise<AccountRow | undefined> {
  return db
    .selectFrom('dispatch_user')
    .select(account)
    .where('id', '=', id)
    .where('kind', '=', 'account')
    .forNoKeyUpdate()
    .executeTakeFirst()
}

export async function updateAccount(
  db: Db,
  id: string,
  changes: { display_name?: string; password_hash?: string },
): Promise<void> {
  await db.updateTable('dispatch_user').set(changes).where('id', '=', id).where('kind', '=', 'account').execute()
}
