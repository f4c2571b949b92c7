// Embedded engines that test files hand on to each other, emptied in between.
import { EmbeddedPostgres, type EmbeddedTransaction, type OpenEngine } from '#src/platform/db/embedded/embedded-postgres.ts'
import { databaseError } from '#src/platform/db/embedded/thread-link.ts'
import { type Pristine, rememberPristine, restorePristine } from '#test/database/pristine.ts'

interface Kept {
  engine: EmbeddedPostgres
  pristine: Pristine
}

/** By the archive that they started from. */
const idle = new Map<string, Kept[]>()
const CONNECTION_DOES_NOT_EXIST = '08003'

/** An engine in the state of the archive. Closing it is final for whoever has it, and leaves it to the next. */
export async function lendEngine(template: string): Promise<OpenEngine> {
  const kept = idle.get(template)?.pop() ?? (await start(template))
  return new LentEngine(kept, () => giveBack(template, kept))
}

async function start(template: string): Promise<Kept> {
  const engine = await EmbeddedPostgres.open({ template })
  return { engine, pristine: await rememberPristine(engine) }
}

async function giveBack(template: string, kept: Kept): Promise<void> {
  const isPristine = await restorePristine(kept.engine, kept.pristine).catch(() => false)
  if (!isPristine) return kept.engine.close()
  idle.set(template, [...(idle.get(template) ?? []), kept])
}

/** Whatever still holds it after it was closed is refused, as by an engine that has ended. */
class LentEngine implements OpenEngine {
  readonly #kept: Kept
  readonly #giveBack: () => Promise<void>
  readonly #running = new Set<Promise<unknown>>()
  readonly #endings = new Set<() => Promise<void>>()
  #openTransactions = 0
  #isClosed = false

  constructor(kept: Kept, giveBack: () => Promise<void>) {
    this.#kept = kept
    this.#giveBack = giveBack
  }

  query(sql: string, values?: readonly unknown[]) {
    return this.#run(() => this.#kept.engine.query(sql, values))
  }

  queryAll(sql: string, values?: readonly unknown[]) {
    return this.#run(() => this.#kept.engine.queryAll(sql, values))
  }

  async begin(sql?: string): Promise<EmbeddedTransaction> {
    const transaction = await this.#run(() => this.#kept.engine.begin(sql))
    this.#openTransactions++
    const end = (ended: Promise<void>) => this.#track(ended).finally(() => this.#openTransactions--)
    return {
      query: (statement, values) => transaction.query(statement, values),
      commit: () => end(transaction.commit()),
      rollback: () => end(transaction.rollback()),
    }
  }

  async listen(channel: string, onPayload: (payload: string) => void, onGap?: () => void): Promise<() => Promise<void>> {
    const end = await this.#run(() => this.#kept.engine.listen(channel, onPayload, onGap))
    this.#endings.add(end)
    return async () => {
      if (this.#endings.delete(end)) await end()
    }
  }

  dump() {
    return this.#run(() => this.#kept.engine.dump())
  }

  statistics() {
    return this.#run(() => this.#kept.engine.statistics())
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await Promise.allSettled(this.#running)
    // Its holder may still finish it, and nobody else may have the engine before.
    if (this.#openTransactions > 0) return this.#kept.engine.close()
    for (const end of this.#endings) await end()
    await this.#giveBack()
  }

  #run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isClosed) return Promise.reject(databaseError(CONNECTION_DOES_NOT_EXIST, 'The embedded database is closed.'))
    return this.#track(work())
  }

  #track<T>(running: Promise<T>): Promise<T> {
    const settled: Promise<unknown> = running.then(
      () => this.#running.delete(settled),
      () => this.#running.delete(settled),
    )
    this.#running.add(settled)
    return running
  }
}
