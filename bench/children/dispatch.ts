// All of Dispatch in one process, as `dispatch start` composes it, and a parent that may look inside.
import { setTimeout as delay } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { sql } from 'kysely'
import { parseConfig } from '#src/platform/config.ts'
import type { Db } from '#src/platform/db/open-database.ts'
import { createLogger } from '#src/platform/log.ts'
import { startServer } from '#src/server.ts'
import { createSystem, type System } from '#src/system.ts'
import { serveBareList } from '../kit/bare-list.ts'
import { readMemory } from '../kit/memory.ts'
import { seedIssues } from '../kit/seed.ts'
import { serveParent } from '../kit/serve-parent.ts'
import { countStatements, readSpent } from '../kit/spent.ts'
import { watchStalls } from '../kit/stalls.ts'
import { type Stress, stressDatabase } from '../kit/stress.ts'

export interface DispatchInput {
  environment: Record<string, string>
  pages: boolean
  /** Nothing works on jobs and sweeps: what is received waits. */
  isHeldBack: boolean
}

export interface Phase {
  /** Milliseconds since 1970. */
  at: number
  activity: string | null
}

export interface Progress {
  /** Deliveries that nobody has decided yet. */
  waiting: number
  /** Issues of errors. */
  filed: number
  /** Issues with an embedding. */
  embedded: number
}

const workers: Worker[] = []
process.on('worker', (worker) => workers.push(worker))
countStatements()

let system: System | undefined
let stopServer: (() => Promise<void>) | undefined

serveParent<DispatchInput>({
  async start({ environment, pages, isHeldBack }) {
    system = await createSystem(parseConfig(environment), createLogger('silent'))
    if (isHeldBack) await system.runtime.jobs.stop()
    const server = await startServer(system, { pages })
    stopServer = server.stop
    if (!isHeldBack) await system.begin(server.origin)
    return { port: Number(new URL(server.origin).port) }
  },
  questions: {
    seed: (count: number) => seedIssues(running().runtime.database.kysely, count),
    serveBareList: (limit: number) => serveBareList(running().runtime, limit),
    memory: () => readMemory(workers),
    /** Deliveries that nobody has decided yet, as soon as there are none. */
    async processed() {
      const waiting = () =>
        running()
          .runtime.database.kysely.selectFrom('dispatch_delivery')
          .select('id')
          .where('state', 'in', ['received', 'failed'])
          .limit(1)
          .execute()
      while ((await waiting()).length > 0) await delay(100)
    },
    /** Which of these errors have not exactly one issue. */
    async notFiledOnce(externalIds: string[]): Promise<string[]> {
      const { rows } = await sql<{ id: string }>`
        select id from unnest(${externalIds}::text[]) as error (id)
        where (select count(*) from dispatch_external_issue where external_id = error.id) <> 1`.execute(
        running().runtime.database.kysely,
      )
      return rows.map(({ id }) => id)
    },
    spent: () => readSpent(running().runtime.database.kysely),
    progress: () => readProgress(running().runtime.database.kysely),
    /** As soon as an issue has an embedding. */
    async embedded() {
      const present = () =>
        running().runtime.database.kysely.selectFrom('dispatch_embedding').select('issue_id').limit(1).execute()
      while ((await present()).length === 0) await delay(50)
    },
    /** When a run entered which phase. */
    async phases(runId: string): Promise<Phase[]> {
      const events = await running()
        .runtime.database.kysely.selectFrom('dispatch_event')
        .select(['at', sql<string | null>`payload ->> 'activity'`.as('activity')])
        .where('run_id', '=', runId)
        .orderBy('seq')
        .execute()
      return events.map(({ at, activity }) => ({ at: at.getTime(), activity }))
    },
    async idle(milliseconds: number) {
      const stalls = await watchStalls()
      await delay(milliseconds)
      return stalls.stop()
    },
    async stress(kind: Stress) {
      const stalls = await watchStalls()
      const { kysely } = running().runtime.database
      await stressDatabase(kind, kysely)
      return stalls.stop()
    },
  },
  async stop() {
    await stopServer?.()
    await system?.stop()
  },
})

async function readProgress(db: Db): Promise<Progress> {
  const { rows } = await sql<Progress>`
    select (select count(*) from dispatch_delivery where state in ('received', 'failed')) as waiting,
      (select count(*) from dispatch_external_issue) as filed,
      (select count(*) from dispatch_embedding) as embedded`.execute(db)
  const [row] = rows
  if (!row) throw new Error('a count has no row')
  return row
}

function running(): System {
  if (!system) throw new Error('start comes first')
  return system
}
