// The one way to a database: embedded in this process, or a PostgreSQL server. Everything above is the same on both.
import type { Kysely } from 'kysely'
import type { ConstructorOptions } from 'pg-boss'
import type { EmbeddedStatistics } from './embedded/protocol.ts'
import { openEmbedded } from './open-embedded.ts'
import { openServer } from './open-server.ts'
import type { DB } from './schema.generated.ts'

/** The root database or a transaction on it. */
export type Db = Kysely<DB>

export interface Database {
  readonly engine: 'pglite' | 'postgres'
  /** The root: refused inside its own open transaction callbacks. */
  readonly kysely: Db
  /** Calls `onPayload` for each notification of `channel`, and `onGap` when some may have been missed. Returns what ends it. */
  listen(channel: string, onPayload: (payload: string) => void, onGap?: () => void): Promise<() => Promise<void>>
  /** How pg-boss reaches this database. */
  bossOptions(): Pick<ConstructorOptions, 'db' | 'backend'>
  /** What the embedded engine measured since it started; undefined on a server. */
  statistics(): Promise<EmbeddedStatistics | undefined>
  /** A tar of the embedded cluster, which a new one can start from; absent on a server. */
  archive?(): Promise<Uint8Array>
  close(): Promise<void>
}

export interface EmbeddedDatabaseOptions {
  kind: 'embedded'
  /** Absent: in memory, for tests. */
  dataDirectory?: string
  /** An archive that an in-memory database starts from. */
  template?: string
}

export interface ServerDatabaseOptions {
  kind: 'postgres'
  url: string
  /** Connections of this process, besides one listener and those of the job queue. */
  poolSize?: number
  /** How long one waits for a connection before it is refused. */
  connectionTimeoutMs?: number
}

export interface DatabaseEvents {
  /** Something broke that heals by itself: the engine was replaced, a connection was lost. */
  onDisturbance?: (message: string, error: Error) => void
  /** A statement held the embedded engine longer than its budget of a second. */
  onSlowStatement?: (sql: string, milliseconds: number) => void
}

/** Opens without migrating. Throws `data_directory_in_use`, `data_directory_version` or `database_unreachable`. */
export function openDatabase(options: (EmbeddedDatabaseOptions | ServerDatabaseOptions) & DatabaseEvents): Promise<Database> {
  return options.kind === 'embedded' ? openEmbedded(options) : openServer(options)
}
