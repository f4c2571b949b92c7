// The model credential that was refused last. One for the installation: credentials come from its environment.
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../platform/db/open-database.ts'
import type { RefusedCredential } from '../domain/refused-credential.ts'

const key = 'runs.refused_credential'
const storedSchema = z.object({ credential: z.string(), refusedAt: z.string(), retryAt: z.string() })

export async function findRefusedCredential(db: Db): Promise<RefusedCredential | null> {
  const row = await db.selectFrom('dispatch_setting').select('value').where('key', '=', key).executeTakeFirst()
  return storedSchema.safeParse(row?.value).data ?? null
}

export async function writeRefusedCredential(db: Db, refused: RefusedCredential, now: Date): Promise<void> {
  const row = { value: JSON.stringify(refused), updated_at: now }
  await db
    .insertInto('dispatch_setting')
    .values({ key, ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}

/** True for whoever removed exactly this one. */
export async function forgetRefusedCredential(db: Db, refused: RefusedCredential): Promise<boolean> {
  const result = await db
    .deleteFrom('dispatch_setting')
    .where('key', '=', key)
    .where(sql<boolean>`value = ${JSON.stringify(refused)}::jsonb`)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}

/** Also of one that was deleted meanwhile. */
export async function findAdapterOfAgent(db: Db, agentId: string): Promise<string | undefined> {
  const row = await db.selectFrom('dispatch_agent').select('adapter').where('id', '=', agentId).executeTakeFirst()
  return row?.adapter
}
