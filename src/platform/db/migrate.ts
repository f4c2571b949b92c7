// Brings the schema up to the code: each migration once, in its own transaction, safe to run from many processes at once.
import { type Kysely, sql } from 'kysely'
import { AppError, databaseErrorOf, Unavailable } from '../errors.ts'
import type { Logger } from '../log.ts'
import { type Migration, readMigrations } from './migrations-on-disk.ts'
import type { Database } from './open-database.ts'
import type { DB } from './schema.generated.ts'

export interface MigrateOptions {
  log: Pick<Logger, 'info'>
  /** Called before the first change to a database that already holds data, e.g. to back it up. */
  beforeMigrate?: (pending: string[]) => Promise<void>
  /** Default: the product's own migrations. */
  directory?: string
  /** The last one to apply; default: all. For the rows of a backup, which fit the schema that they were written at. */
  until?: string
}

type Applied = Map<string, string>

/** Any number that no other program is likely to lock on the same server. */
const ADVISORY_LOCK = 4_715_302_918_277_001n
const EXTENSIONS = ['vector', 'pg_trgm']
const INSUFFICIENT_PRIVILEGE = '42501'
const UNDEFINED_FILE = '58P01'
const FEATURE_NOT_SUPPORTED = '0A000'

/**
 * Applies what is pending and returns its names; over a transaction all of it in that one, else each in its own. Throws `migration_changed` when an applied file was edited,
 * `database_newer` when the database knows migrations that this code does not, `extension_missing` when the role may
 * not create an extension.
 */
export async function migrate(
  { kysely }: Pick<Database, 'kysely'>,
  { log, beforeMigrate, directory, until }: MigrateOptions,
): Promise<string[]> {
  const migrations = (await readMigrations(directory)).filter(({ name }) => until === undefined || name <= until)
  await locked(kysely, async (trx) => {
    await sql`create table if not exists dispatch_migration (name text primary key, checksum text not null, applied_at timestamptz(3) not null)`.execute(
      trx,
    )
  })
  await createExtensions(kysely)
  const applied = await readLedger(kysely)
  const pending = decidePending(migrations, applied)
  if (pending.length > 0 && applied.size > 0) await beforeMigrate?.(pending.map(({ name }) => name))
  for (const migration of pending) {
    if (await applyOnce(kysely, migration)) log.info({ migration: migration.name }, 'database.migrated')
  }
  return pending.map(({ name }) => name)
}

/** Compares the files with the ledger; throws when they cannot belong together. */
export function decidePending(migrations: Migration[], applied: Applied): Migration[] {
  const known = new Set(migrations.map(({ name }) => name))
  const unknown = [...applied.keys()].filter((name) => !known.has(name))
  if (unknown.length > 0) {
    throw new Unavailable(
      'database_newer',
      `The database was migrated by a newer Dispatch (it has ${unknown.join(', ')}, which this version does not know). ` +
        'Start that version or a later one, or restore the backup that was taken before the upgrade.',
    )
  }
  const changed = migrations.find(({ name, checksum }) => applied.has(name) && applied.get(name) !== checksum)
  if (changed) {
    throw new Unavailable(
      'migration_changed',
      `migrations/${changed.name} was changed after this database ran it. Put the file back as it was, and make the change in a new migration.`,
    )
  }
  return migrations.filter(({ name }) => !applied.has(name))
}

/** False when another process applied it while this one waited for the lock. */
async function applyOnce(db: Kysely<DB>, { name, sql: text, checksum }: Migration): Promise<boolean> {
  return locked(db, async (trx) => {
    const ledger = await readLedger(trx)
    if (ledger.has(name)) return false
    try {
      await sql.raw(text).execute(trx)
    } catch (error) {
      throw describeFailure(name, error)
    }
    await sql`insert into dispatch_migration (name, checksum, applied_at) values (${name}, ${checksum}, clock_timestamp())`.execute(
      trx,
    )
    return true
  })
}

async function createExtensions(db: Kysely<DB>): Promise<void> {
  const { rows } = await sql<{ extname: string }>`select extname from pg_extension`.execute(db)
  for (const name of EXTENSIONS.filter((wanted) => !rows.some(({ extname }) => extname === wanted))) {
    try {
      await locked(db, async (trx) => sql.raw(`create extension if not exists ${name}`).execute(trx))
    } catch (error) {
      throw describeExtensionFailure(name, error)
    }
  }
}

function describeExtensionFailure(name: string, error: unknown): unknown {
  const statement = `create extension if not exists ${name};`
  const code = databaseErrorOf(error)?.code
  if (code === INSUFFICIENT_PRIVILEGE) {
    return new Unavailable(
      'extension_missing',
      `The database role may not create the extension ${name}. Let a superuser run this in the database, then start again: ${statement}`,
    )
  }
  if (code === UNDEFINED_FILE || code === FEATURE_NOT_SUPPORTED) {
    return new Unavailable(
      'extension_missing',
      `The PostgreSQL server has no extension ${name}. Install its package on the server, then start again; Dispatch runs: ${statement}`,
    )
  }
  return error
}

function describeFailure(name: string, error: unknown): AppError {
  const reason = error instanceof Error ? error.message : String(error)
  return new AppError(500, 'Internal Server Error', {
    code: 'migration_failed',
    detail: `migrations/${name} failed and was rolled back: ${reason}`,
    cause: error,
  })
}

async function readLedger(db: Kysely<DB>): Promise<Applied> {
  const { rows } = await sql<{ name: string; checksum: string }>`select name, checksum from dispatch_migration`.execute(db)
  return new Map(rows.map(({ name, checksum }) => [name, checksum]))
}

/**
 * A transaction that no other migrating process runs beside, or the one that is open already. Not a session lock: those
 * break behind PgBouncer.
 */
function locked<T>(db: Kysely<DB>, body: (db: Kysely<DB>) => Promise<T>): Promise<T> {
  const alone = async (trx: Kysely<DB>) => {
    await sql`select pg_advisory_xact_lock(${ADVISORY_LOCK})`.execute(trx)
    return body(trx)
  }
  return db.isTransaction ? alone(db) : db.transaction().execute(alone)
}
