// Opens the database of an installation for long work on it, without a server.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../platform/config.ts'
import { EmbeddedPostgres } from '../../platform/db/embedded/embedded-postgres.ts'
import { type Database, openDatabase } from '../../platform/db/open-database.ts'
import { embeddedDatabase } from '../../platform/db/open-embedded.ts'

const dayMs = 86_400_000
/** Nobody else waits for this database. */
const patient = { idleInTransactionMs: dayMs, maxTransactionMs: dayMs, slowStatementMs: dayMs }

export function embeddedDirectory({ DISPATCH_DATA_DIR }: Config): string {
  return join(DISPATCH_DATA_DIR, 'database')
}

export function hasEmbeddedDatabase(config: Config): boolean {
  return existsSync(join(embeddedDirectory(config), 'postgres', 'PG_VERSION'))
}

/** Throws `data_directory_in_use` while a server holds it. An embedded one is made where there is none. */
export async function openInstallation(config: Config): Promise<Database> {
  if (config.PG_DATABASE_URL) return openDatabase({ kind: 'postgres', url: config.PG_DATABASE_URL, poolSize: 3 })
  return embeddedDatabase(await EmbeddedPostgres.open({ dataDirectory: embeddedDirectory(config), ...patient }))
}

/** In memory, from a tar of a cluster. */
export async function openArchive(path: string): Promise<Database> {
  return embeddedDatabase(await EmbeddedPostgres.open({ template: path, ...patient }))
}

export function describeDatabase(config: Config): string {
  return config.PG_DATABASE_URL
    ? `the PostgreSQL database ${new URL(config.PG_DATABASE_URL).host}${new URL(config.PG_DATABASE_URL).pathname}`
    : `the embedded database in ${config.DISPATCH_DATA_DIR}`
}
