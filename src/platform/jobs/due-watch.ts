// Looks for jobs that became due without a word: those of other processes, delayed ones and retries. One question for all queues.
import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '../db/open-database.ts'
import type { Logger } from '../log.ts'
import { dueQueues } from './store.ts'

export interface DueWatchOptions {
  database: Database
  log: Logger
  queues: readonly string[]
  everyMs: number
  wake(queue: string): void
}

export class DueWatch {
  readonly #stopped = new AbortController()
  readonly #ended: Promise<void>

  constructor(options: DueWatchOptions) {
    this.#ended = this.#watch(options)
  }

  /** Resolves when the last question was answered. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    await this.#ended
  }

  async #watch({ database, log, queues, everyMs, wake }: DueWatchOptions): Promise<void> {
    const { signal } = this.#stopped
    while (!signal.aborted) {
      try {
        for (const queue of await dueQueues(database.kysely, queues)) wake(queue)
      } catch (error) {
        // Whatever is due stays due: the next look finds it, once the database answers again.
        log.warn({ error: error instanceof Error ? error.message : String(error) }, 'jobs.look_failed')
      }
      await delay(everyMs, undefined, { signal }).catch(() => undefined) // only an abort rejects it
    }
  }
}
