// Work outside requests: jobs that are enqueued in the caller's transaction, and sweeps that run at an interval.

import type { Kysely } from 'kysely'
import type { PgBoss } from 'pg-boss'
import type { z } from 'zod'
import { runAs } from './db/lanes.ts'
import type { Database } from './db/open-database.ts'
import type { DB } from './db/schema.generated.ts'
import { createBoss, ensureQueues } from './jobs/boss.ts'
import { DueWatch } from './jobs/due-watch.ts'
import { countJobs, countUnfinished, insertJobs, type QueueCounts, queuedPayloads, releaseOrphans } from './jobs/store.ts'
import { Sweeper } from './jobs/sweeper.ts'
import { Workers } from './jobs/workers.ts'
import type { Logger } from './log.ts'
import { must } from './must.ts'
import type { Runtime } from './runtime.ts'

export interface JobInfo {
  /** Aborted when the job runs out of time, lost its claim, or the process stops. */
  signal: AbortSignal
  /** 1 for the first. */
  attempt: number
  /** After this one fails, the job is dead. */
  isLastAttempt: boolean
  jobId: string
}

/** A kind of work. It may run twice (a killed worker's job comes back), so its handler is idempotent. */
export interface JobDefinition<P> {
  /** `feature.verb`, e.g. `intake.process`; also the queue's name. */
  name: string
  /** The payload, parsed when it is enqueued and again when it is read. Best only ids: the handler reloads the truth. */
  schema: z.ZodType<P>
  /** How often a failed or lost job is tried again, after 1, 2, 4, … up to 300 seconds. */
  retryLimit: number
  expireInSeconds: number
  /** How many jobs run side by side in one process: default 10. Jobs as long as minutes want 1. */
  batchSize?: number
  /** At most one queued and one active job for each singletonKey, or of the whole queue when it is enqueued without one. */
  singleton?: boolean
  handler(runtime: Runtime, payload: P, info: JobInfo): Promise<void>
}

/** Keeps the payload's type inside the definition. */
export function defineJob<P>(definition: JobDefinition<P>): JobDefinition<P> {
  return definition
}

/** A definition of any payload, as a list of all jobs holds them. The schema guards what the handler gets. */
export type AnyJob = Omit<JobDefinition<never>, 'schema'> & { schema: z.ZodType<unknown> }

/** Runs at an interval, in one process at a time, never overlapping itself; a failure is logged and the next turn comes. */
export interface SweepDefinition {
  name: string
  everySeconds: number
  run(runtime: Runtime, info: { signal: AbortSignal }): Promise<void>
}

export interface JobEntry {
  name: string
  payload: object
  startAfterSeconds?: number
  /** While a job with this key is queued, another one is not added; the earlier of the two start times counts. */
  singletonKey?: string
}

export interface JobsOptions {
  database: Database
  log: Logger
  definitions: readonly AnyJob[]
  sweeps?: readonly SweepDefinition[]
  /** Enqueues only, until `resume`: for web processes, tests and measurements. */
  paused?: boolean
}

/** How long a graceful stop waits for running handlers before it aborts them. */
const STOP_GRACE_MS = 10_000
/** How long an aborted handler gets to return before its database is closed. */
const ABORT_GRACE_MS = 2000
const DRAIN_CHECK_MS = 25
/** How long a job that became due without a word waits at most. */
const LOOK_MS = 500

export class Jobs {
  readonly #options: JobsOptions
  readonly #definitions: ReadonlyMap<string, AnyJob>
  readonly #boss: PgBoss
  #runtime: Runtime | undefined
  #workers: Workers | undefined
  #dueWatch: DueWatch | undefined
  #sweeper: Sweeper | undefined

  constructor(options: JobsOptions) {
    this.#options = options
    this.#definitions = new Map(options.definitions.map((definition) => [definition.name, definition]))
    if (this.#definitions.size < options.definitions.length) throw new Error('two jobs have the same name')
    this.#boss = createBoss(options.database, options.log)
  }

  /** Installs or upgrades the queue's own schema, then, unless paused, begins to work. */
  async start(runtime: Runtime): Promise<void> {
    this.#runtime = runtime
    const { database, definitions, sweeps = [], log, paused } = this.#options
    await runAs('job', () => this.#boss.start())
    await ensureQueues(this.#boss, definitions)
    // The embedded engine belongs to one process: what is active at its start was left by a process that died.
    if (database.engine === 'pglite') await releaseOrphans(database.kysely)
    this.#sweeper = new Sweeper({ database, log, sweeps, runtime })
    if (!paused) await this.resume()
  }

  /** Begins to work, if it was started paused. */
  async resume(): Promise<void> {
    if (!this.#runtime) throw new Error('start comes before resume')
    if (this.#workers) return
    const { database, definitions, log } = this.#options
    const workers = new Workers({ boss: this.#boss, definitions, log, runtime: this.#runtime })
    this.#workers = workers
    await runAs('job', () => workers.start())
    const queues = [...this.#definitions.keys()]
    this.#dueWatch = runAs(
      'job',
      () => new DueWatch({ database, log, queues, everyMs: LOOK_MS, wake: (name) => workers.wake(name) }),
    )
    this.#sweeper?.start()
  }

  /** Graceful: lets running handlers finish for some seconds. Either way what did not finish comes back. */
  async stop({ graceful = true } = {}): Promise<void> {
    await this.#sweeper?.stop()
    await this.#dueWatch?.stop()
    await this.#boss.stop({ graceful, timeout: STOP_GRACE_MS, close: false })
    await this.#workers?.settled(ABORT_GRACE_MS)
    this.#workers = undefined
  }

  /** Enqueues all entries in the caller's transaction, as one statement. Wake the workers after the commit. */
  async insertInto(trx: Kysely<DB>, entries: readonly JobEntry[]): Promise<void> {
    for (const { name, payload } of entries) this.#definition(name).schema.parse(payload)
    await insertJobs(
      trx,
      entries.map((entry) => ({ ...entry, isSingleton: this.#definition(entry.name).singleton ?? false })),
    )
  }

  /** New jobs were committed: this process's workers look at once; those of other processes look every half second. */
  wake(name: string): void {
    this.#workers?.wake(name)
  }

  /** Whether such a job exists in this version and would take the payload: for jobs that come out of a backup. */
  accepts(name: string, payload: unknown): boolean {
    return this.#definitions.get(name)?.schema.safeParse(payload).success === true
  }

  /** Resolves when nothing is due or active; delayed jobs and retries to come don't count. For tests. */
  async drain(): Promise<void> {
    if (!this.#workers) throw new Error('drain needs workers: the jobs are paused')
    for (;;) {
      const unfinished = await countUnfinished(this.#options.database.kysely)
      if (unfinished.length === 0) return
      for (const name of unfinished) this.wake(name)
      await this.#workers.nextFinish(DRAIN_CHECK_MS)
    }
  }

  counts(): Promise<Record<string, QueueCounts>> {
    return countJobs(this.#options.database.kysely, [...this.#definitions.keys()])
  }

  /** The payloads that wait in a queue, oldest first. */
  queued(name: string): Promise<unknown[]> {
    return queuedPayloads(this.#options.database.kysely, name)
  }

  /** Runs one sweep, or all, now and waits for it, whatever its interval. */
  async sweepNow(name?: string): Promise<void> {
    await this.#sweeper?.runNow(name)
  }

  #definition(name: string): AnyJob {
    return must(this.#definitions.get(name), `no job is called ${name}`)
  }
}
