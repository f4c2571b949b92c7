// A database that fails at a chosen step, inside a transaction that is never committed: any step of any work can be broken, again and again,
// and each time everything is as before. What the work takes for a transaction is a savepoint.
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type { Db } from '#src/platform/db/open-database.ts'
import type { DB } from '#src/platform/db/schema.generated.ts'
import type { Runtime } from '#src/platform/runtime.ts'

/**
 * `refused`: the step fails and nothing came of it. `unheard`: it took effect, and the connection broke before the answer came; an open
 * transaction is lost with it. `killed`: the process is gone before the step; its open transaction is lost, and it does nothing any more.
 */
export type FaultKind = 'refused' | 'unheard' | 'killed'

export interface Fault {
  kind: FaultKind
  /** The statement, begin or commit that it hits; the first is 1. */
  step: number
}

export interface Broken {
  runtime: Runtime
  /** How many steps were begun so far. */
  steps(): number
  /** The steps whose effect lasts at once: commits, and statements outside a transaction. */
  lasting(): number[]
  /** Whether there was such a step. */
  isHit(): boolean
}

class Fallen extends Error {}

/** What ends a rehearsal: nothing of it stays. */
class CurtainFalls extends Error {}

/** Runs `play` on a handle whose every change is undone at the end. */
export async function rehearse<T>(db: Db, play: (stage: Db) => Promise<T>): Promise<T> {
  let result: { value: T } | undefined
  try {
    await db.transaction().execute(async (stage) => {
      result = { value: await play(stage) }
      throw new CurtainFalls()
    })
  } catch (error) {
    if (!(error instanceof CurtainFalls) || !result) throw error
  }
  if (!result) throw new Error('a rehearsal ended without a result')
  return result.value
}

/** The runtime on a stage of `rehearse`, broken at one step; whole without a fault. */
export function onStage(runtime: Runtime, stage: Db, fault: Fault | null): Broken {
  const driver = new BreakingDriver(stage, fault)
  const kysely = new Kysely<DB>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
  return {
    runtime: { ...runtime, database: { ...runtime.database, kysely } },
    steps: () => driver.steps,
    lasting: () => driver.lasting,
    isHit: () => driver.isHit,
  }
}

class BreakingDriver implements Driver {
  readonly #stage: Db
  readonly #fault: Fault | null
  #isInTransaction = false
  steps = 0
  readonly lasting: number[] = []
  isHit = false

  constructor(stage: Db, fault: Fault | null) {
    this.#stage = stage
    this.#fault = fault
  }

  async init(): Promise<void> {}
  async destroy(): Promise<void> {}
  async releaseConnection(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return {
      executeQuery: async <R>(query: CompiledQuery) => {
        const result = await this.#step(() => this.#run<R>(query))
        if (!this.#isInTransaction) this.lasting.push(this.steps)
        return result
      },
      streamQuery: () => {
        throw new Error('nothing is streamed here')
      },
    }
  }

  async beginTransaction(): Promise<void> {
    await this.#step(async () => {
      await this.#say('savepoint work')
      this.#isInTransaction = true
    })
  }

  async commitTransaction(): Promise<void> {
    await this.#step(async () => {
      await this.#say('release savepoint work')
      this.#isInTransaction = false
    })
    this.lasting.push(this.steps)
  }

  /** No step of its own: whoever cannot say it loses the transaction all the same. */
  async rollbackTransaction(): Promise<void> {
    const wasOpen = this.#isInTransaction
    await this.#loseTransaction()
    if (!wasOpen) throw new Fallen('the connection is gone, and with it the transaction')
  }

  async #step<T>(work: () => Promise<T>): Promise<T> {
    this.steps++
    if (this.#fault?.kind === 'killed' && this.isHit) throw new Fallen('the process is gone')
    if (this.#fault?.step !== this.steps) return work()
    this.isHit = true
    if (this.#fault.kind === 'unheard') await work()
    if (this.#fault.kind !== 'refused') await this.#loseTransaction()
    throw new Fallen(`step ${this.steps} was ${this.#fault.kind}`)
  }

  async #loseTransaction(): Promise<void> {
    if (!this.#isInTransaction) return
    this.#isInTransaction = false
    await this.#say('rollback to savepoint work')
    await this.#say('release savepoint work')
  }

  #run<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.#stage.executeQuery(query) as Promise<QueryResult<R>>
  }

  async #say(sql: string): Promise<void> {
    await this.#run(CompiledQuery.raw(sql))
  }
}
