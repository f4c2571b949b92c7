// Runs each sweep at its interval, on one process at a time, never beside itself.
import { randomUUID } from 'node:crypto'
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

export class Sweeper {
  readonly #options: SweeperOptions
  readonly #holder = randomUUID()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #running = new Map<string, Promise<void>>()
  readonly #stopping = new AbortController()

  constructor(options: SweeperOptions) {
    this.#options = options
  }

  start(): void {
    for (const sweep of this.#options.sweeps) {
      const timer = setInterval(() => void this.#takeTurn(sweep), sweep.everySeconds * 1000)
      this.#timers.add(timer)
    }
  }

  /** Aborts what runs, and waits for it. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    this.#stopping.abort()
    await Promise.allSettled(this.#running.values())
  }

  async runNow(name?: string): Promise<void> {
    for (const sweep of this.#options.sweeps.filter((candidate) => name === undefined || candidate.name === name)) {
      await this.#running.get(sweep.name)
      await this.#track(sweep, () => this.#run(sweep, this.#stopping.signal))
    }
  }

  async #takeTurn(sweep: SweepDefinition): Promise<void> {
    if (this.#running.has(sweep.name) || this.#stopping.signal.aborted) return
    await this.#track(sweep, () =>
      this.#options.database.engine === 'pglite' ? this.#run(sweep, this.#stopping.signal) : this.#runClaimed(sweep),
    )
  }

  async #track(sweep: SweepDefinition, work: () => Promise<void>): Promise<void> {
    const running = runAs('job', work).finally(() => this.#running.delete(sweep.name))
    this.#running.set(sweep.name, running)
    await running
  }

  /** The lease is renewed while the sweep runs; a process that lost it stops, because another one may have begun. */
  async #runClaimed(sweep: SweepDefinition): Promise<void> {
    const { database, log } = this.#options
    // A little less than the interval, or a timer that fires early would lose its turn.
    const claim: SweepClaim = {
      name: sweep.name,
      holder: this.#holder,
      everySeconds: sweep.everySeconds * 0.9,
      leaseSeconds: LEASE_SECONDS,
    }
    const lost = new AbortController()
    try {
      if (!(await claimSweep(database.kysely, claim))) return
      const renewal = setInterval(() => {
        renewSweep(database.kysely, claim).then(
          (isHeld) => isHeld || lost.abort(),
          () => lost.abort(),
        )
      }, RENEW_MS)
      await this.#run(sweep, AbortSignal.any([this.#stopping.signal, lost.signal])).finally(() => clearInterval(renewal))
      await releaseSweep(database.kysely, claim)
    } catch (error) {
      log.error({ sweep: sweep.name, error: messageOf(error) }, 'sweep.claim_failed')
    }
  }

  async #run(sweep: SweepDefinition, signal: AbortSignal): Promise<void> {
    try {
      await sweep.run(this.#options.runtime, { signal })
    } catch (error) {
      if (!signal.aborted) this.#options.log.error({ sweep: sweep.name, error: messageOf(error) }, 'sweep.failed')
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
