// Fresh databases on a PostgreSQL server, copied from a migrated template that is made once for all test processes.
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { migrate } from '#src/platform/db/migrate.ts'
import { checksumOf, readMigrations } from '#src/platform/db/migrations-on-disk.ts'
import { openDatabase } from '#src/platform/db/open-database.ts'
import { installJobSchema } from '#src/platform/jobs/boss.ts'
import { createLogger } from '#src/platform/log.ts'

/** Raise it when the job queue changes: its schema is in the template. */
const GENERATION = 2
const ADVISORY_LOCK = 4_715_302_918_277_002n

const FORGOTTEN_MS = 3_600_000
let forgotten: Promise<void> | undefined

export interface ServerDatabase {
  url: string
  drop(): Promise<void>
}

/** Creates an empty or (default) a migrated database beside the one of `serverUrl`. */
export async function createServerDatabase(serverUrl: string, { isMigrated = true } = {}): Promise<ServerDatabase> {
  const name = `dispatch_test_${Date.now()}_${randomBytes(4).toString('hex')}`
  await asAdmin(serverUrl, async (client) => {
    // `create database … template` refuses while anyone else copies or makes the template.
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK])
    forgotten ??= dropForgotten(client)
    await forgotten
    const template = isMigrated ? await ensureTemplate(client, serverUrl) : 'template0'
    await client.query(`create database ${name} template ${template}`)
  })
  return {
    url: withDatabase(serverUrl, name),
    drop: () => asAdmin(serverUrl, async (client) => void (await client.query(`drop database if exists ${name} with (force)`))),
  }
}

async function ensureTemplate(client: pg.Client, serverUrl: string): Promise<string> {
  const checksum = checksumOf(await readMigrations())
  const name = `dispatch_template_${GENERATION}_${checksum.slice(0, 16)}`
  const { rows } = await client.query<{ datname: string }>(
    "select datname from pg_database where datname like 'dispatch\\_template\\_%'",
  )
  if (rows.some(({ datname }) => datname === name)) return name
  for (const { datname } of rows) await client.query(`drop database if exists ${datname} with (force)`)
  // Under another name until it is whole: a process that dies here leaves no half template behind.
  const part = `dispatch_template_part_${randomBytes(4).toString('hex')}`
  await client.query(`create database ${part}`)
  const database = await openDatabase({ kind: 'postgres', url: withDatabase(serverUrl, part), poolSize: 2 })
  const silent = createLogger('silent')
  await migrate(database, { log: silent })
  await installJobSchema(database, silent)
  await database.close()
  await client.query(`alter database ${part} rename to ${name}`)
  return name
}

/** What a test process hands on is still there when it ends. */
async function dropForgotten(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    `select datname from pg_database d where datname like 'dispatch\\_test\\_%'
       and not exists (select from pg_stat_activity used where used.datname = d.datname)`,
  )
  for (const { datname } of rows) {
    const madeAt = Number(datname.split('_')[2])
    if (!(Date.now() - madeAt < FORGOTTEN_MS)) await client.query(`drop database if exists ${datname} with (force)`)
  }
}

export async function asAdmin<T>(serverUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}
