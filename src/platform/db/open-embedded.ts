// The embedded engine as a Database.
import type { Db as BossDb } from 'pg-boss'
import { EmbeddedPostgres, type OpenEngine } from './embedded/embedded-postgres.ts'
import { embeddedDialect } from './embedded/kysely-dialect.ts'
import type { Database, DatabaseEvents, EmbeddedDatabaseOptions } from './open-database.ts'
import type { DB } from './schema.generated.ts'
import { assertOutsideTransaction, GuardedKysely } from './transaction-guard.ts'

export async function openEmbedded({
  dataDirectory,
  template,
  onDisturbance,
  onSlowStatement,
}: EmbeddedDatabaseOptions & DatabaseEvents): Promise<Database> {
  const embedded = await EmbeddedPostgres.open({
    ...(dataDirectory && { dataDirectory }),
    ...(template && { template }),
    ...(onSlowStatement && { onSlowStatement }),
    onReplaced: (reason) => onDisturbance?.('the embedded database broke and was replaced', reason),
  })
  return embeddedDatabase(embedded)
}

/** The Database of an engine that is already open. */
export function embeddedDatabase(embedded: OpenEngine): Database {
  const kysely = new GuardedKysely<DB>(embeddedDialect(embedded))
  return {
    engine: 'pglite',
    kysely,
    listen: (channel, onPayload, onGap) => embedded.listen(channel, onPayload, onGap),
    bossOptions: () => ({ db: bossDb(embedded), backend: 'pglite' }),
    statistics: () => embedded.statistics(),
    archive: () => embedded.dump(),
    close: async () => {
      await kysely.destroy()
      await embedded.close()
    },
  }
}

/**
 * Gives the rows of all statements, because pg-boss reads what stands between its BEGIN and COMMIT. Without pg-boss's
 * own transactions: a handler inside one would hold the only connection as long as it runs.
 */
function bossDb(embedded: OpenEngine): BossDb {
  return {
    executeSql: async (text, values) => {
      assertOutsideTransaction()
      const results = await embedded.queryAll(text, values)
      return { rows: results.flatMap(({ rows }) => rows) }
    },
  }
}
