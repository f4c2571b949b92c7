// Keeps one database thread alive and matches its answers to the requests that are waiting for them.
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import pg from 'pg'
import { AnswerDecoder, type Result } from './answer-decoder.ts'
import type { EmbeddedStatistics, Reply, Request, ThreadOptions } from './protocol.ts'

export interface ThreadEvents {
  onNotification(channel: string, payload: string): void
  /** The thread broke; requests in flight were rejected with SQLSTATE 57P02, and a new thread took over. */
  onReplaced(reason: Error): void
  /** The thread broke and cannot be replaced: every further request fails. */
  onLost(reason: Error): void
  onSlowStatement(sql: string, milliseconds: number): void
}

/** What a reply may settle a request with: results, an archive or statistics. */
interface Settled {
  results: Result[]
  archive?: Uint8Array
  statistics?: EmbeddedStatistics
}

interface Pending {
  resolve(settled: Settled): void
  reject(error: Error): void
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never

// A URL is no import: nothing rewrites its extension when the sources are compiled.
const threadUrl = new URL(`./thread${extname(import.meta.url)}`, import.meta.url)

const CRASH_SHUTDOWN = '57P02'
const CONNECTION_DOES_NOT_EXIST = '08003'

export class ThreadLink {
  readonly #options: ThreadOptions
  readonly #events: ThreadEvents
  readonly #decoder: AnswerDecoder
  readonly #pending = new Map<number, Pending>()
  #worker: Worker
  #ready: Promise<void>
  #hasStarted = false
  #nextId = 1
  #state: 'open' | 'closing' | 'closed' = 'open'

  constructor(options: ThreadOptions, events: ThreadEvents) {
    this.#options = options
    this.#events = events
    this.#decoder = new AnswerDecoder(events.onNotification)
    ;({ worker: this.#worker, ready: this.#ready } = this.#start())
  }

  ready(): Promise<void> {
    return this.#ready
  }

  newSession(): number {
    return this.#nextId++
  }

  send(request: WithoutId<Request>): Promise<Settled> {
    const id = this.#nextId++
    if (!this.#accepts(request))
      return Promise.reject(databaseError(CONNECTION_DOES_NOT_EXIST, 'The embedded database is closed.'))
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject })
      this.#worker.postMessage({ ...request, id })
    })
  }

  /** Lets everything that was sent finish, closes the engine cleanly and ends the thread. */
  async close(): Promise<void> {
    if (this.#state !== 'open') return
    const closed = this.send({ kind: 'close' })
    this.#state = 'closing'
    await closed.catch(() => {}) // a thread that broke while closing left a write-ahead log that the next start replays
    this.#state = 'closed'
    await this.#worker.terminate()
  }

  /** While closing, open transactions may still finish. */
  #accepts(request: WithoutId<Request>): boolean {
    if (this.#state === 'open') return true
    return this.#state === 'closing' && (request.kind === 'end' || (request.kind === 'query' && request.session !== null))
  }

  #start(): { worker: Worker; ready: Promise<void> } {
    this.#hasStarted = false
    const worker = new Worker(threadUrl, { workerData: this.#options, name: 'database' })
    const ready = new Promise<void>((resolve, reject) => {
      let failure: Error | undefined
      worker.on('message', (reply: Reply) => {
        if (reply.kind === 'ready') {
          this.#hasStarted = true
          resolve()
        } else {
          this.#receive(reply)
        }
      })
      worker.on('error', (error: Error) => {
        failure = error
      })
      worker.on('exit', (code) => {
        const reason = failure ?? new Error(`the database thread exited with code ${code}`)
        reject(reason)
        this.#exited(reason)
      })
    })
    ready.catch(() => {}) // whoever opened it hears of it through `ready()`
    return { worker, ready }
  }

  #exited(reason: Error): void {
    const lost = databaseError(
      CRASH_SHUTDOWN,
      `The database stopped (${reason.message}). The request may or may not have taken effect.`,
    )
    for (const pending of this.#pending.values()) pending.reject(lost)
    this.#pending.clear()
    if (this.#state !== 'open') return
    // What is in memory died with the thread, and a cluster that cannot be opened must not be retried for ever.
    if (!this.#hasStarted || !this.#options.clusterDirectory) {
      this.#state = 'closed'
      this.#events.onLost(reason)
      return
    }
    ;({ worker: this.#worker, ready: this.#ready } = this.#start())
    this.#events.onReplaced(reason)
  }

  #receive(reply: Exclude<Reply, { kind: 'ready' }>): void {
    if (reply.kind === 'slow') {
      this.#events.onSlowStatement(reply.sql, reply.milliseconds)
      return
    }
    // Decoded even when nobody waits: it may carry notifications.
    const settled = this.#read(reply)
    const pending = this.#pending.get(reply.id)
    this.#pending.delete(reply.id)
    if (settled instanceof Error) pending?.reject(settled)
    else pending?.resolve(settled)
  }

  #read(reply: Exclude<Reply, { kind: 'ready' | 'slow' }>): Settled | Error {
    switch (reply.kind) {
      case 'failed':
        return databaseError(reply.code, reply.message)
      case 'statistics':
        return { results: [], statistics: reply.statistics }
      case 'archive':
        return { results: [], archive: reply.bytes }
      case 'answer': {
        const { results, error } = this.#decoder.decode(reply.bytes)
        return error ?? { results }
      }
    }
  }
}

export function databaseError(code: string, message: string): Error {
  const error = new pg.DatabaseError(message, message.length, 'error')
  error.code = code
  return error
}
