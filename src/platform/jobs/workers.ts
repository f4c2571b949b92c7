// The loops of this process that fetch jobs in batches and hand them to their handlers.
import { setTimeout as delay } from 'node:timers/promises'
import type { JobWithMetadata, PgBoss } from 'pg-boss'
import type { AnyJob } from '../jobs.ts'
import type { Logger } from '../log.ts'
import type { Runtime } from '../runtime.ts'
import { runBatch } from './run-batch.ts'

export interface WorkersOptions {
  boss: PgBoss
  definitions: readonly AnyJob[]
  log: Logger
  runtime: Runtime
}

interface Loop {
  id: string
  isBusy: boolean
}

const DEFAULT_BATCH = 10
/** The second one takes what comes while the first is held up by a slow job of its batch. */
const LOOPS = 2
/** Only in case that nobody wakes them. */
const BACKSTOP_SECONDS = 30

export class Workers {
  readonly #options: WorkersOptions
  readonly #loops = new Map<string, Loop[]>()
  readonly #running = new Set<Promise<unknown>>()
  #finished = Promise.withResolvers<void>()

  constructor(options: WorkersOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    for (const definition of this.#options.definitions) {
      const loops: Loop[] = []
      this.#loops.set(definition.name, loops)
      const count = definition.singleton ? 1 : LOOPS
      while (loops.length < count) loops.push(await this.#startLoop(definition))
    }
  }

  /** Wakes one idle loop; a loop that is busy looks again by itself when it is done. */
  wake(name: string): void {
    const loops = this.#loops.get(name) ?? []
    const idle = loops.find(({ isBusy }) => !isBusy)
    for (const { id } of idle ? [idle] : loops) this.#options.boss.notifyWorker(id)
  }

  /** Resolves when a batch of any queue ended, at the latest after `timeoutMs`. */
  async nextFinish(timeoutMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, timeoutMs)
    await Promise.race([promise, this.#finished.promise])
    clearTimeout(timer)
  }

  /** Resolves when no handler of this process runs any more, or after `timeoutMs`: one may ignore its signal for ever. */
  async settled(timeoutMs: number): Promise<void> {
    await Promise.race([Promise.allSettled(this.#running), delay(timeoutMs, undefined, { ref: false })])
  }

  async #startLoop(definition: AnyJob): Promise<Loop> {
    const loop: Loop = { id: '', isBusy: false }
    const options = {
      batchSize: definition.batchSize ?? DEFAULT_BATCH,
      pollingIntervalSeconds: BACKSTOP_SECONDS,
      burstWhenBatchFull: true,
      perJobResults: true,
      includeMetadata: true,
    } as const
    loop.id = await this.#options.boss.work(definition.name, options, async (jobs: JobWithMetadata<unknown>[]) => {
      loop.isBusy = true
      const running = runBatch(definition, jobs, this.#options)
      this.#running.add(running)
      try {
        return await running
      } finally {
        this.#running.delete(running)
        loop.isBusy = false
        this.#finished.resolve()
        this.#finished = Promise.withResolvers()
      }
    })
    return loop
  }
}
