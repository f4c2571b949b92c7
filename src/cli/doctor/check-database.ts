// The database: reachable, recent enough, with its extensions, at the right schema, and able to wake us.
import { totalmem } from 'node:os'
import {
  countVectors,
  type ExtensionState,
  findAppliedMigrations,
  notify,
  readServerFacts,
  tryExtension,
} from '../../installation/store/inspect.ts'
import type { Config } from '../../platform/config.ts'
import { decidePending } from '../../platform/db/migrate.ts'
import { readMigrations } from '../../platform/db/migrations-on-disk.ts'
import type { Database } from '../../platform/db/open-database.ts'
import { AppError } from '../../platform/errors.ts'
import { hasEmbeddedDatabase, openInstallation } from '../backup/open-database.ts'
import type { Examined } from './doctor.ts'
import { broken, type Finding, ok, skipped, warning } from './finding.ts'

const leastVersion = 150_000
const connectionsOfProcess = 14
const vectorsForEmbedded = 20_000
const leastMemory = 1.5e9
const wakeUpMs = 3000

export async function checkDatabase(examined: Examined): Promise<Finding[]> {
  return examined.config.PG_DATABASE_URL ? checkServer(examined.config) : checkEmbedded(examined)
}

async function checkEmbedded({ config, running }: Examined): Promise<Finding[]> {
  const memory =
    totalmem() < leastMemory
      ? [
          warning(
            'memory',
            `${(totalmem() / 1e9).toFixed(1)} GB in all.`,
            'The embedded database wants 1.5 GB: use PG_DATABASE_URL.',
          ),
        ]
      : []
  if (running) return [ok('database', 'embedded, held by the running server'), ...memory]
  if (!hasEmbeddedDatabase(config)) return [ok('database', 'embedded; it is made at the first start'), ...memory]
  return [...(await withDatabase(config, checkEmbeddedContent)), ...memory]
}

async function checkEmbeddedContent(database: Database): Promise<Finding[]> {
  const vectors = await countVectors(database.kysely).catch(() => 0)
  const many =
    vectors > vectorsForEmbedded
      ? [
          warning(
            'search',
            `${vectors} issues are compared one by one.`,
            'From 20,000 on use PostgreSQL: dispatch backup, dispatch restore.',
          ),
        ]
      : []
  return [ok('database', 'embedded, opens'), await checkMigrations(database), ...many]
}

async function checkServer(config: Config): Promise<Finding[]> {
  return withDatabase(config, async (database) => {
    const facts = await readServerFacts(database.kysely)
    if (!facts) return []
    const { version, version_number, encoding, role, may_create, max_connections } = facts
    return [
      version_number >= leastVersion
        ? ok('database', `PostgreSQL ${version} answers`)
        : broken('database', `PostgreSQL ${version} is too old.`, 'Use version 15 or later.'),
      ...(encoding === 'UTF8'
        ? []
        : [broken('encoding', `The database is in ${encoding}.`, "create database … encoding 'UTF8'")]),
      ...(may_create
        ? []
        : [broken('rights', `${role} may make no tables.`, `As the owner: grant create, usage on schema public to ${role};`)]),
      ...(max_connections < connectionsOfProcess * 2
        ? [
            warning(
              'connections',
              `The server takes ${max_connections}, a process needs ${connectionsOfProcess}.`,
              'Raise max_connections.',
            ),
          ]
        : []),
      ...(await checkExtensions(database)),
      await checkMigrations(database),
      await checkNotifications(database),
    ]
  })
}

async function withDatabase(config: Config, check: (database: Database) => Promise<Finding[]>): Promise<Finding[]> {
  try {
    const database = await openInstallation(config)
    try {
      return await check(database)
    } finally {
      await database.close()
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return [broken('database', error.detail, mendOpening(error.code))]
  }
}

function mendOpening(code: string): string {
  if (code === 'database_unreachable')
    return 'Check address, user and password in PG_DATABASE_URL: psql "$PG_DATABASE_URL" -c "select 1"'
  if (code === 'data_directory_in_use') return 'A process holds it that does not answer: find it, and stop it.'
  return 'See docs/operations.md.'
}

async function checkExtensions(database: Database): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const name of ['vector', 'pg_trgm']) findings.push(describeExtension(name, await tryExtension(database.kysely, name)))
  return findings
}

function describeExtension(name: string, state: ExtensionState): Finding {
  const statement = `create extension if not exists ${name};`
  switch (state) {
    case 'installed':
      return ok(`extension ${name}`, 'installed')
    case 'can_be_created':
      return ok(`extension ${name}`, 'is created at the first start')
    case 'not_allowed':
      return broken(`extension ${name}`, 'The role may not create it.', `As a superuser, in this database: ${statement}`)
    case 'not_available':
      return broken(
        `extension ${name}`,
        'The server does not have it.',
        `Install its package on the server (Debian: postgresql-<version>-${name === 'vector' ? 'pgvector' : 'contrib'}), then as a superuser: ${statement}`,
      )
  }
}

async function checkMigrations({ kysely }: Database): Promise<Finding> {
  const applied = await findAppliedMigrations(kysely)
  if (!applied) return skipped('migrations', 'none yet; the first start applies them')
  try {
    const pending = decidePending(await readMigrations(), applied)
    if (pending.length === 0) return ok('migrations', `all ${applied.size} are applied`)
    return warning(
      'migrations',
      `${pending.length} are not applied yet, ${pending[0]?.name} first.`,
      'Back up, then start, or: dispatch migrate',
    )
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return broken('migrations', error.detail, 'Start the version that wrote the database, or restore a backup.')
  }
}

/** A pooler in transaction mode takes LISTEN and never tells anything. */
async function checkNotifications(database: Database): Promise<Finding> {
  const channel = `dispatch_doctor_${process.pid}`
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const unlisten = await database.listen(channel, () => resolve(true))
  const timer = setTimeout(() => resolve(false), wakeUpMs)
  try {
    await notify(database.kysely, channel)
    return (await promise)
      ? ok('notifications', 'LISTEN works')
      : warning(
          'notifications',
          'NOTIFY does not arrive: live updates come by polling, a second late.',
          'Let PG_DATABASE_URL go around PgBouncer, or use its session mode.',
        )
  } finally {
    clearTimeout(timer)
    await unlisten()
  }
}
