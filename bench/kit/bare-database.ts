// The databases of the raw baselines: the same engines and pools as Dispatch has, without anything above them.
import pg from 'pg'
import { EmbeddedPostgres } from '#src/platform/db/embedded/embedded-postgres.ts'
import { migrate } from '#src/platform/db/migrate.ts'
import { embeddedDatabase } from '#src/platform/db/open-embedded.ts'
import { createLogger } from '#src/platform/log.ts'

export type BareDatabaseOptions = { dataDirectory: string } | { url: string; connections: number }

export interface BareDatabase {
  query(sql: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>
  close(): Promise<void>
}

/** Migrated. A server's database is given migrated. */
export async function openBareDatabase(options: BareDatabaseOptions): Promise<BareDatabase> {
  if ('url' in options) {
    const pool = new pg.Pool({ connectionString: options.url, max: options.connections })
    return { query: (sql, values) => pool.query(sql, [...(values ?? [])]), close: () => pool.end() }
  }
  const engine = await EmbeddedPostgres.open({ dataDirectory: options.dataDirectory })
  await migrate(embeddedDatabase(engine), { log: createLogger('silent') })
  return { query: (sql, values) => engine.query(sql, values), close: () => engine.close() }
}
