// Statements about facts of the whole installation, each under a key.
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
