// The installation's one password, as it is stored.
import { z } from 'zod'
import type { Db } from '../platform/db/open-database.ts'
import { readSetting, shareSetting, writeSetting } from './store/settings.ts'

const key = 'access.password'

const schema = z.object({
  hash: z.string(),
  /** Where it came from: DISPATCH_PASSWORD, the first start, or a reset. */
  origin: z.enum(['environment', 'first_start', 'reset']),
})
export type StoredPassword = z.infer<typeof schema>

/** Undefined before the first start has stored one. */
export async function readPassword(db: Db): Promise<StoredPassword | undefined> {
  return schema.optional().parse(await readSetting(db, key))
}

/** The same, and it cannot change until the transaction ends. */
export async function sharePassword(db: Db): Promise<StoredPassword | undefined> {
  return schema.optional().parse(await shareSetting(db, key))
}

export async function writePassword(db: Db, password: StoredPassword, now: Date): Promise<void> {
  await writeSetting(db, { key, value: password, now })
}
