// Decides in the database thread which request runs next on the only connection, and lets a transaction keep it.
import { type Engine, isIdle } from './engine.ts'
import { LaneQueue } from './lane-queue.ts'
import type { Reply, Request, ThreadOptions } from './protocol.ts'
import { TransactionWatchdog } from './transaction-watchdog.ts'

type Waiting = Extract<Request, { kind: 'query' | 'begin' }>
type Held = Extract<Request, { kind: 'query' | 'end' }>

const IDLE_TRANSACTION_TIMEOUT = '25P03'
const NO_ACTIVE_TRANSACTION = '25P01'
const IO_ERROR = '58030'
const REMEMBERED_EVICTIONS = 1000

export class ConnectionDesk {
  readonly #engine: Engine
  readonly #options: ThreadOptions
  readonly #send: (reply: Reply) => void
  readonly #queue = new LaneQueue<Waiting>()
  /** Sessions that the watchdog ended, to tell their owners why. */
  readonly #evicted = new Map<number, string>()
  #owner: TransactionWatchdog | undefined
  /** Something asynchronous (a dump, the end) uses the engine. */
  #isBusy = false
  #isScheduled = false
  #closeRequest: number | undefined
  #statements = 0
  #slowStatements = 0

  constructor(engine: Engine, options: ThreadOptions, send: (reply: Reply) => void) {
    this.#engine = engine
    this.#options = options
    this.#send = send
  }

  receive(request: Request): void {
    switch (request.kind) {
      case 'statistics':
        this.#reportStatistics(request.id)
        break
      case 'dump':
        void this.#dump(request.id)
        break
      case 'close':
        this.#closeRequest = request.id
        this.#schedule()
        break
      case 'begin':
        this.#enqueue(request)
        break
      case 'query':
        if (request.session === null) this.#enqueue(request)
        else this.#runHeld(request, request.session)
        break
      case 'end':
        this.#runHeld(request, request.session)
        break
    }
  }

  #enqueue(request: Waiting): void {
    this.#queue.push(request.lane, request)
    this.#schedule()
  }

  /** One statement a turn: whatever arrived meanwhile is sorted into its lane before the next one is chosen. */
  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.#runNext()
    })
  }

  #runNext(): void {
    if (this.#isBusy || this.#owner) return
    const request = this.#queue.take()
    if (request) this.#runFree(request)
    if (this.#isBusy || this.#owner) return
    if (!this.#queue.isEmpty) this.#schedule()
    else if (this.#closeRequest !== undefined) void this.#close(this.#closeRequest)
  }

  #runFree(request: Waiting): void {
    const bytes = this.#execute(request)
    const isOpen = !isIdle(bytes)
    if (request.kind === 'begin' && isOpen) {
      this.#owner = new TransactionWatchdog(request.session, this.#options, (reason) => this.#evict(request.session, reason))
    } else if (isOpen) {
      this.#rollback() // a statement outside a session must not leave a transaction to the next in the queue
    }
    this.#answer(request.id, bytes)
  }

  #runHeld(request: Held, session: number): void {
    if (this.#owner?.session === session && this.#owner.isOverdue)
      this.#evict(session, `it was open for more than ${this.#options.maxTransactionMs} ms`)
    if (this.#owner?.session !== session) {
      this.#refuseEnded(request.id, session)
      return
    }
    const bytes = this.#execute(request)
    if (request.kind === 'end') {
      if (!isIdle(bytes)) this.#rollback() // a COMMIT that was refused without ending the transaction
      this.#disown()
    } else {
      this.#owner.restart()
    }
    this.#answer(request.id, bytes)
  }

  #execute(request: Waiting | Held): Uint8Array {
    const startedAt = performance.now()
    const bytes = this.#engine.run(request.sql, request.kind === 'query' ? request.values : [])
    const milliseconds = performance.now() - startedAt
    this.#statements++
    if (milliseconds > this.#options.slowStatementMs) {
      this.#slowStatements++
      this.#send({ kind: 'slow', sql: request.sql, milliseconds })
    }
    return bytes
  }

  #evict(session: number, reason: string): void {
    this.#evicted.set(session, reason)
    if (this.#evicted.size > REMEMBERED_EVICTIONS) this.#evicted.delete(this.#evicted.keys().next().value ?? session)
    this.#rollback()
    this.#disown()
  }

  #disown(): void {
    this.#owner?.stop()
    this.#owner = undefined
    this.#schedule()
  }

  #rollback(): void {
    this.#answer(0, this.#engine.run('rollback'))
  }

  #refuseEnded(id: number, session: number): void {
    const reason = this.#evicted.get(session)
    if (reason) this.#fail(id, IDLE_TRANSACTION_TIMEOUT, `The transaction was rolled back because ${reason}.`)
    else this.#fail(id, NO_ACTIVE_TRANSACTION, 'The transaction has already ended.')
  }

  async #dump(id: number): Promise<void> {
    if (this.#isBusy || this.#owner) return this.#fail(id, IO_ERROR, 'A dump needs the connection to be free.')
    this.#isBusy = true
    try {
      this.#send({ kind: 'archive', id, bytes: await this.#engine.dump() })
    } catch (error) {
      this.#fail(id, IO_ERROR, `The dump failed: ${error instanceof Error ? error.message : String(error)}`)
    } finally {
      this.#isBusy = false
      this.#schedule()
    }
  }

  async #close(id: number): Promise<void> {
    this.#isBusy = true
    await this.#engine.close()
    this.#answer(id, new Uint8Array(0))
  }

  #reportStatistics(id: number): void {
    const { fsyncs, fsyncMilliseconds } = this.#engine
    const waiting = { waitingHttp: this.#queue.size('http'), waitingJob: this.#queue.size('job') }
    const statistics = {
      statements: this.#statements,
      slowStatements: this.#slowStatements,
      fsyncs,
      fsyncMilliseconds,
      ...waiting,
    }
    this.#send({ kind: 'statistics', id, statistics })
  }

  #answer(id: number, bytes: Uint8Array): void {
    this.#send({ kind: 'answer', id, bytes })
  }

  #fail(id: number, code: string, message: string): void {
    this.#send({ kind: 'failed', id, code, message })
  }
}
