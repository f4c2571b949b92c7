// Kysely on the embedded engine: its own PostgreSQL dialect, with a driver that speaks to the database thread.

import {
  AbortedTransactionError,
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely'
import { databaseErrorOf } from '../../errors.ts'
import { must } from '../../must.ts'
import type { EmbeddedTransaction, OpenEngine } from './embedded-postgres.ts'

const IN_FAILED_TRANSACTION = '25P02'
const COUNTED_COMMANDS = ['INSERT', 'UPDATE', 'DELETE', 'MERGE']

export function embeddedDialect(database: OpenEngine): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new EmbeddedDriver(database),
    createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

class EmbeddedDriver implements Driver {
  readonly #database: OpenEngine

  constructor(database: OpenEngine) {
    this.#database = database
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<EmbeddedConnection> {
    return new EmbeddedConnection(this.#database)
  }

  async beginTransaction(connection: EmbeddedConnection, settings: TransactionSettings): Promise<void> {
    await connection.begin(settings)
  }

  async commitTransaction(connection: EmbeddedConnection): Promise<void> {
    await connection.commit()
  }

  async rollbackTransaction(connection: EmbeddedConnection): Promise<void> {
    await connection.rollback()
  }

  async savepoint(connection: EmbeddedConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`savepoint ${quote(name)}`))
  }

  async rollbackToSavepoint(connection: EmbeddedConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`rollback to ${quote(name)}`))
  }

  async releaseSavepoint(connection: EmbeddedConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`release ${quote(name)}`))
  }

  /** Whoever let go of it with an open transaction must not keep the only real connection. */
  async releaseConnection(connection: EmbeddedConnection): Promise<void> {
    if (connection.isInTransaction) await connection.rollback()
  }

  /** The engine belongs to whoever opened it. */
  async destroy(): Promise<void> {}
}

/** Only remembers the open transaction: other statements go straight into the queue, so acquiring costs nothing. */
class EmbeddedConnection implements DatabaseConnection {
  readonly #database: OpenEngine
  #transaction: EmbeddedTransaction | undefined

  constructor(database: OpenEngine) {
    this.#database = database
  }

  get isInTransaction(): boolean {
    return this.#transaction !== undefined
  }

  async begin({ isolationLevel, accessMode }: TransactionSettings): Promise<void> {
    const isolation = isolationLevel ? ` isolation level ${isolationLevel}` : ''
    this.#transaction = await this.#database.begin(`start transaction${isolation}${accessMode ? ` ${accessMode}` : ''}`)
  }

  async commit(): Promise<void> {
    try {
      await this.#takeTransaction().commit()
    } catch (error) {
      if (databaseErrorOf(error)?.code === IN_FAILED_TRANSACTION) throw new AbortedTransactionError({ cause: error })
      throw error
    }
  }

  async rollback(): Promise<void> {
    await this.#takeTransaction().rollback()
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { command, rowCount, rows } = await (this.#transaction ?? this.#database).query(sql, parameters)
    const counted = COUNTED_COMMANDS.includes(command) ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}
    return { ...counted, rows: asRows<R>(rows) }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('the embedded engine does not stream results: page with a keyset instead')
  }

  #takeTransaction(): EmbeddedTransaction {
    const transaction = must(this.#transaction, 'this connection has no open transaction')
    this.#transaction = undefined
    return transaction
  }
}

/** Kysely names the row type from the query it compiled; no driver can check that. */
function asRows<R>(rows: unknown[]): R[] {
  return rows as R[]
}

function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`
}
