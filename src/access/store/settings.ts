// Statements about facts of the whole installation, each under a key.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

export async function readSetting(db: Db, key: string): Promise<unknown> {
  const row = await db.selectFrom('dispatch_setting').select('value').where('key', '=', key).executeTakeFirst()
  return row?.value
}

export async function writeSetting(db: Db, setting: { key: string; value: object; now: Date }): Promise<void> {
  const { key, value, now } = setting
  await db
    .insertInto('dispatch_setting')
    .values({ key, value, updated_at: now })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value, updated_at: now }))
    .execute()
}

/** Takes it away and returns what it was; of two processes one gets it. */
export async function removeSetting(db: Db, key: string): Promise<unknown> {
  const row = await db.deleteFrom('dispatch_setting').where('key', '=', key).returning('value').executeTakeFirst()
  return row?.value
}

/** Read so that it cannot change until the transaction ends. */
export async function shareSetting(db: Db, key: string): Promise<unknown> {
  const row = await db.selectFrom('dispatch_setting').select('value').where('key', '=', key).forShare().executeTakeFirst()
  return row?.value
}

/** Two processes that start together wait for each other here until the transaction ends. */
export async function lockSetup(db: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('dispatch_setup'))`.execute(db)
}
