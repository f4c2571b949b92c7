// What the doctor asks a PostgreSQL server. Nothing that it tries stays.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import { databaseErrorOf } from '../../platform/errors.ts'

export interface ServerFacts {
  version: string
  version_number: number
  encoding: string
  role: string
  may_create: boolean
  max_connections: number
}

export async function readServerFacts(db: Db): Promise<ServerFacts | undefined> {
  const { rows } = await sql<ServerFacts>`
    select current_setting('server_version') as version, current_setting('server_version_num')::int as version_number,
      current_setting('server_encoding') as encoding, current_user::text as role,
      coalesce(has_schema_privilege(current_schema(), 'create'), false) as may_create,
      current_setting('max_connections')::int as max_connections`.execute(db)
  return rows[0]
}

export type ExtensionState = 'installed' | 'can_be_created' | 'not_allowed' | 'not_available'

class TriedOut extends Error {}

/** Tried for real, and rolled back: what a role may do depends on more than its attributes. */
export async function tryExtension(db: Db, name: string): Promise<ExtensionState> {
  const { rows } = await sql`select 1 from pg_extension where extname = ${name}`.execute(db)
  if (rows.length > 0) return 'installed'
  try {
    return await db.transaction().execute(async (trx) => {
      await sql`create extension ${sql.id(name)}`.execute(trx)
      throw new TriedOut()
    })
  } catch (error) {
    if (error instanceof TriedOut) return 'can_be_created'
    return databaseErrorOf(error)?.code === '42501' ? 'not_allowed' : 'not_available'
  }
}

/** Undefined before the first start. */
export async function findAppliedMigrations(db: Db): Promise<Map<string, string> | undefined> {
  const { rows } = await sql<{ exists: boolean }>`select to_regclass('dispatch_migration') is not null as exists`.execute(db)
  if (!rows[0]?.exists) return undefined
  const applied = await sql<{ name: string; checksum: string }>`select name, checksum from dispatch_migration`.execute(db)
  return new Map(applied.rows.map(({ name, checksum }) => [name, checksum]))
}

export async function countVectors(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from dispatch_embedding`.execute(db)
  return rows[0]?.count ?? 0
}

export async function notify(db: Db, channel: string): Promise<void> {
  await sql`select pg_notify(${channel}, '')`.execute(db)
}
