// The embedded PostgreSQL as the rest of the server sees it: statements, exclusive transactions, notifications.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { Unavailable } from '../../errors.ts'
import { must } from '../../must.ts'
import { currentLane } from '../lanes.ts'
import { type Result, toWireValue } from './answer-decoder.ts'
import { lockDataDirectory } from './data-directory-lock.ts'
import { engineCode } from './engine-code.ts'
import type { EmbeddedStatistics, ThreadOptions } from './protocol.ts'
import { databaseError, ThreadLink } from './thread-link.ts'

export interface EmbeddedOptions extends Partial<Omit<ThreadOptions, 'clusterDirectory' | 'code'>> {
  /** Holds the cluster and its lock. Absent: in memory, for tests. */
  dataDirectory?: string
  onReplaced?: (reason: Error) => void
  onSlowStatement?: (sql: string, milliseconds: number) => void
}

interface Subscriber {
  onPayload(payload: string): void
  onGap?: (() => void) | undefined
}

const CLUSTER_VERSION = '18'
const IN_FAILED_TRANSACTION = '25P02'

export class EmbeddedPostgres {
  readonly #link: ThreadLink
  readonly #releaseLock: (() => void) | undefined
  readonly #subscribers = new Map<string, Set<Subscriber>>()

  private constructor({ dataDirectory, onReplaced, onSlowStatement, ...limits }: EmbeddedOptions, code: WebAssembly.Module) {
    // Held by the main thread, not by the database thread, so that replacing a broken one leaves no gap.
    this.#releaseLock = dataDirectory ? lockDataDirectory(dataDirectory) : undefined
    const defaults = { idleInTransactionMs: 10_000, maxTransactionMs: 120_000, slowStatementMs: 1000 }
    this.#link = new ThreadLink(
      { ...defaults, ...limits, code, ...(dataDirectory && { clusterDirectory: clusterDirectory(dataDirectory) }) },
      {
        onNotification: (channel, payload) => this.#notify(channel, payload),
        onSlowStatement: onSlowStatement ?? (() => {}),
        onLost: () => this.#releaseLock?.(),
        onReplaced: (reason) => {
          void this.#relisten()
          onReplaced?.(reason)
        },
      },
    )
  }

  /** Throws `data_directory_in_use` or `data_directory_version` instead of touching a cluster that is not its own. */
  static async open(options: EmbeddedOptions = {}): Promise<EmbeddedPostgres> {
    if (options.dataDirectory) refuseOtherVersion(options.dataDirectory)
    const database = new EmbeddedPostgres(options, await engineCode())
    await database.#link.ready()
    return database
  }

  /** Outside any transaction. Without values `sql` may hold several statements, and the last result counts. */
  async query(sql: string, values: readonly unknown[] = []): Promise<Result> {
    return last(await this.queryAll(sql, values))
  }

  /** Like `query`, with the result of every statement. */
  queryAll(sql: string, values: readonly unknown[] = []): Promise<Result[]> {
    return this.#send(null, sql, values)
  }

  /** Waits for its turn, then holds the only connection until commit, rollback or the watchdog. */
  async begin(sql = 'begin'): Promise<EmbeddedTransaction> {
    const session = this.#link.newSession()
    await this.#link.send({ kind: 'begin', lane: currentLane(), session, sql })
    return {
      query: async (statement, values = []) => last(await this.#send(session, statement, values)),
      commit: async () => {
        const { results } = await this.#link.send({ kind: 'end', session, sql: 'commit' })
        if (last(results).command === 'ROLLBACK')
          throw databaseError(IN_FAILED_TRANSACTION, 'Rolled back at commit: a statement in the transaction had failed.')
      },
      rollback: async () => void (await this.#link.send({ kind: 'end', session, sql: 'rollback' })),
    }
  }

  /** `onGap` is called when notifications may have been missed. Returns what ends the subscription. */
  async listen(channel: string, onPayload: (payload: string) => void, onGap?: () => void): Promise<() => Promise<void>> {
    const subscribers = this.#subscribers.get(channel) ?? new Set()
    const subscriber: Subscriber = { onPayload, onGap }
    this.#subscribers.set(channel, subscribers.add(subscriber))
    if (subscribers.size === 1) await this.query(`listen ${pg.escapeIdentifier(channel)}`)
    return async () => {
      if (!subscribers.delete(subscriber) || subscribers.size > 0) return
      this.#subscribers.delete(channel)
      await this.query(`unlisten ${pg.escapeIdentifier(channel)}`)
    }
  }

  /** A tar of the cluster that `template` of another in-memory engine takes. */
  async dump(): Promise<Uint8Array> {
    const { archive } = await this.#link.send({ kind: 'dump' })
    return must(archive, 'the database thread answered a dump without an archive')
  }

  async statistics(): Promise<EmbeddedStatistics> {
    const { statistics } = await this.#link.send({ kind: 'statistics' })
    return must(statistics, 'the database thread answered without statistics')
  }

  /** Finishes what was sent, checkpoints, and releases the directory. */
  async close(): Promise<void> {
    await this.#link.close()
    this.#releaseLock?.()
  }

  async #send(session: number | null, sql: string, values: readonly unknown[]): Promise<Result[]> {
    const { results } = await this.#link.send({
      kind: 'query',
      lane: currentLane(),
      session,
      sql,
      values: values.map(toWireValue),
    })
    return results
  }

  #notify(channel: string, payload: string): void {
    for (const { onPayload } of this.#subscribers.get(channel) ?? []) queueMicrotask(() => onPayload(payload))
  }

  async #relisten(): Promise<void> {
    for (const [channel, subscribers] of this.#subscribers) {
      // A failure means that this thread broke too: the next replacement listens again.
      await this.query(`listen ${pg.escapeIdentifier(channel)}`).catch(() => {})
      for (const { onGap } of subscribers) onGap?.()
    }
  }
}

/** What an open engine can do, whoever holds it. */
export type OpenEngine = Pick<EmbeddedPostgres, 'query' | 'queryAll' | 'begin' | 'listen' | 'dump' | 'statistics' | 'close'>

export interface EmbeddedTransaction {
  query(sql: string, values?: readonly unknown[]): Promise<Result>
  /** Throws when PostgreSQL rolled back instead. */
  commit(): Promise<void>
  rollback(): Promise<void>
}

function clusterDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'postgres')
}

function refuseOtherVersion(dataDirectory: string): void {
  const file = join(clusterDirectory(dataDirectory), 'PG_VERSION')
  if (!existsSync(file)) return
  const version = readFileSync(file, 'utf8').trim()
  if (version === CLUSTER_VERSION) return
  throw new Unavailable(
    'data_directory_version',
    `The data directory ${dataDirectory} was written by PostgreSQL ${version}; this Dispatch embeds ${CLUSTER_VERSION}. ` +
      'Run `dispatch backup` with the version of Dispatch that wrote it, then `dispatch restore` into a new directory with this one.',
  )
}

function last(results: Result[]): Result {
  return results.at(-1) ?? { command: '', rowCount: null, oid: 0, fields: [], rows: [] }
}
