// Runs each sweep at its interval, on one process at a time, never beside itself.
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { runAs } from '../db/lanes.ts'
import type { Database } from '../db/open-database.ts'
import type { SweepDefinition } from '../jobs.ts'
import type { Logger } from '../log.ts'
import type { Runtime } from '../runtime.ts'
import { claimSweep, releaseSweep, renewSweep, type SweepClaim } from './store.ts'

export interface SweeperOptions {
  database: Database
  log: Logger
  sweeps: readonly SweepDefinition[]
  runtime: Runtime
}

const LEASE_SECONDS = 15
const RENEW_MS = 5000
const CLAIM_AGAIN_MS = 50
/** A turn may come a little before its interval is over, or a timer that fires early would lose it. */
const EARLY = 0.9

export class Sweeper {
  readonly #options: SweeperOptions
  readonly #holder = randomUUID()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #running = new Map<string, Promise<boolean>>()
  readonly #stopping = new AbortController()

  constructor(options: SweeperOptions) {
    this.#options = options
  }

  /** The first turn is now: what was missed while no process ran must not wait for an interval. */
  start(): void {
    for (const sweep of this.#options.sweeps) {
      void this.#takeTurn(sweep)
      this.#timers.add(setInterval(() => void this.#takeTurn(sweep), sweep.everySeconds * 1000))
    }
  }

  /** Aborts what runs, and waits for it. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    this.#stopping.abort()
    await Promise.allSettled(this.#running.values())
  }

  /** Waits until nobody runs it, then runs it, whatever its interval. */
  async runNow(name?: string): Promise<void> {
    for (const sweep of this.#options.sweeps.filter((candidate) => name === undefined || candidate.name === name)) {
      while (!(await this.#takeTurn(sweep, 0))) {
        if (this.#stopping.signal.aborted) return
        await (this.#running.get(sweep.name) ?? delay(CLAIM_AGAIN_MS))
      }
    }
  }

  /** False when it is not this process's turn. */
  async #takeTurn(sweep: SweepDefinition, everySeconds = sweep.everySeconds * EARLY): Promise<boolean> {
    if (this.#running.has(sweep.name) || this.#stopping.signal.aborted) return false
    const isAlone = this.#options.database.engine === 'pglite'
    return this.#track(sweep, () => (isAlone ? this.#run(sweep, this.#stopping.signal) : this.#runClaimed(sweep, everySeconds)))
  }

  async #track(sweep: SweepDefinition, work: () => Promise<boolean>): Promise<boolean> {
    const running = runAs('job', work).finally(() => this.#running.delete(sweep.name))
    this.#running.set(sweep.name, running)
    return running
  }

  /** The lease is renewed while the sweep runs; a process that lost it stops, because another one may have begun. */
  async #runClaimed(sweep: SweepDefinition, everySeconds: number): Promise<boolean> {
    const { database, log } = this.#options
    const claim: SweepClaim = { name: sweep.name, holder: this.#holder, everySeconds, leaseSeconds: LEASE_SECONDS }
    const lost = new AbortController()
    try {
      if (!(await claimSweep(database.kysely, claim))) return false
      const renewal = setInterval(() => {
        renewSweep(database.kysely, claim).then(
          (isHeld) => isHeld || lost.abort(),
          () => lost.abort(),
        )
      }, RENEW_MS)
      await this.#run(sweep, AbortSignal.any([this.#stopping.signal, lost.signal])).finally(() => clearInterval(renewal))
      await releaseSweep(database.kysely, claim)
      return true
    } catch (error) {
      log.error({ sweep: sweep.name, error: messageOf(error) }, 'sweep.claim_failed')
      return false
    }
  }

  async #run(sweep: SweepDefinition, signal: AbortSignal): Promise<true> {
    try {
      await sweep.run(this.#options.runtime, { signal })
    } catch (error) {
      if (!signal.aborted) this.#options.log.error({ sweep: sweep.name, error: messageOf(error) }, 'sweep.failed')
    }
    return true
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
