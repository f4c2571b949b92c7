// A fresh, migrated database for a test file, in a fraction of the time that migrating one takes.
//
// DISPATCH_TEST_ENGINE=pglite (default) | postgres; the latter wants DISPATCH_TEST_PG_URL, see scripts/setup-postgres.sh.
// Templates are keyed by the checksum of the migrations, so a changed migration makes a new one by itself.
import type { Database, Db } from '#src/platform/db/open-database.ts'
import { openDatabase } from '#src/platform/db/open-database.ts'
import { embeddedDatabase } from '#src/platform/db/open-embedded.ts'
import { embeddedTemplate, emptyTemplate } from '#test/database/embedded-template.ts'
import { lendEngine } from '#test/database/lent-engine.ts'
import { lendServerDatabase } from '#test/database/lent-server-database.ts'
import { createServerDatabase } from '#test/database/server-template.ts'

export interface TestDatabase {
  database: Database
  db: Db
  close(): Promise<void>
}

export const testEngine: 'postgres' | 'pglite' = process.env.DISPATCH_TEST_ENGINE === 'postgres' ? 'postgres' : 'pglite'

/** Call it in `beforeAll`, and `close` in `afterAll`. */
export function testDatabase(): Promise<TestDatabase> {
  return testEngine === 'postgres' ? onServer({ isMigrated: true }) : embedded(embeddedTemplate())
}

/** One without any table: for what migrates or restores. */
export function emptyDatabase(engine = testEngine): Promise<TestDatabase> {
  return engine === 'postgres' ? onServer({ isMigrated: false }) : embedded(emptyTemplate())
}

async function onServer({ isMigrated }: { isMigrated: boolean }): Promise<TestDatabase> {
  const { url, drop } = isMigrated
    ? await lendServerDatabase(testServerUrl())
    : await createServerDatabase(testServerUrl(), { isMigrated })
  const database = await openDatabase({ kind: 'postgres', url, poolSize: 8 })
  const close = async () => {
    await database.close()
    await drop()
  }
  return { database, db: database.kysely, close }
}

async function embedded(template: Promise<string>): Promise<TestDatabase> {
  const database = embeddedDatabase(await lendEngine(await template))
  return { database, db: database.kysely, close: () => database.close() }
}

/** The server that tests make their databases on. */
export function testServerUrl(): string {
  const url = process.env.DISPATCH_TEST_PG_URL
  if (!url)
    throw new Error(
      'DISPATCH_TEST_ENGINE=postgres needs DISPATCH_TEST_PG_URL: run scripts/setup-postgres.sh, its last line is the URL',
    )
  return url
}
