// What happens to a job when its worker dies, and to a wake-up that races with a worker.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { type Db, openDatabase } from '#src/platform/db/open-database.ts'
import { detached } from '#src/platform/db/transaction-guard.ts'
import { defineJob, Jobs, type SweepDefinition } from '#src/platform/jobs.ts'
import { createLogger } from '#src/platform/log.ts'
import type { Runtime } from '#src/platform/runtime.ts'
import { createServerDatabase } from '#test/database/server-template.ts'
import { testDatabase, testEngine, testServerUrl } from '#test/database.ts'

const log = createLogger('silent')
const payload = z.object({ n: z.number() })
const childWorker = fileURLToPath(new URL('../../../test/database/child-worker.ts', import.meta.url))

/** The jobs under test never look at the runtime. */
const runtime = {} as Runtime

test("a killed worker's job comes back within 15 seconds", { timeout: 60_000 }, async () => {
  const { where, clean } = await somewhere()
  onTestFinished(clean)
  const child = spawn(process.execPath, [childWorker, where], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')

  const killedAt = performance.now()
  const database = await openDatabase(
    testEngine === 'pglite' ? { kind: 'embedded', dataDirectory: where } : { kind: 'postgres', url: where },
  )
  const attempts: number[] = []
  const again = defineJob({
    name: 'test.endless',
    schema: payload,
    retryLimit: 2,
    expireInSeconds: 600,
    handler: async (_runtime, _payload, { attempt }) => void attempts.push(attempt),
  })
  const jobs = new Jobs({ database, log, definitions: [again] })
  await jobs.start(runtime)
  onTestFinished(async () => {
    await jobs.stop({ graceful: false })
    await database.close()
  })
  await expect.poll(() => attempts, { timeout: 20_000 }).toEqual([2])
  expect(performance.now() - killedAt).toBeLessThan(15_000)
})

test('a graceful stop lets a running handler finish', async () => {
  const { database, db, close } = await testDatabase()
  const started = Promise.withResolvers<void>()
  const mayEnd = Promise.withResolvers<void>()
  const job = defineJob({
    name: 'test.long',
    schema: payload,
    retryLimit: 0,
    expireInSeconds: 60,
    handler: async () => {
      started.resolve()
      await mayEnd.promise
    },
  })
  const jobs = new Jobs({ database, log, definitions: [job] })
  await jobs.start(runtime)
  onTestFinished(close)
  await db.transaction().execute((trx) => jobs.insertInto(trx, [{ name: 'test.long', payload: { n: 1 } }]))
  jobs.wake('test.long')
  await started.promise
  const stopped = jobs.stop()
  mayEnd.resolve()
  await stopped
  expect(await jobs.counts()).toEqual({ 'test.long': { queued: 0, active: 0, failed: 0, dead: 0 } })
})

test('a stop that does not wait aborts the handler, and the job comes back', async () => {
  const { database, db, close } = await testDatabase()
  const started = Promise.withResolvers<void>()
  const job = defineJob({
    name: 'test.aborted',
    schema: payload,
    retryLimit: 1,
    expireInSeconds: 60,
    handler: (_runtime, _payload, { signal }) => {
      started.resolve()
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new RangeError('aborted'))))
    },
  })
  const jobs = new Jobs({ database, log, definitions: [job] })
  await jobs.start(runtime)
  onTestFinished(close)
  await db.transaction().execute((trx) => jobs.insertInto(trx, [{ name: 'test.aborted', payload: { n: 1 } }]))
  jobs.wake('test.aborted')
  await started.promise
  await jobs.stop({ graceful: false })
  expect(await jobs.counts()).toEqual({ 'test.aborted': { queued: 1, active: 0, failed: 0, dead: 0 } })
})

// Only a server has the second connection that this needs.
test.runIf(testEngine === 'postgres')(
  'a worker cannot start a queued job that an open transaction has asked for again',
  async () => {
    const { database, db, close } = await testDatabase()
    await sql`create table fact (n int not null)`.execute(db)
    const seen: unknown[] = []
    const job = defineJob({
      name: 'test.keyed',
      schema: payload,
      retryLimit: 0,
      expireInSeconds: 60,
      handler: async ({ database: { kysely } }) => void seen.push((await sql`select n from fact`.execute(kysely)).rows),
    })
    const jobs = new Jobs({ database, log, definitions: [job], paused: true })
    await jobs.start({ ...runtime, database })
    onTestFinished(async () => {
      await jobs.stop({ graceful: false })
      await close()
    })
    const entry = { name: 'test.keyed', payload: { n: 1 }, singletonKey: 'a' }
    await db.transaction().execute((trx) => jobs.insertInto(trx, [entry]))
    await db.transaction().execute(async (trx) => {
      await sql`insert into fact values (1)`.execute(trx)
      await jobs.insertInto(trx, [entry])
      // The fetch that would lose the wake-up: it sees the queued job, and not yet the fact.
      expect(await detached(() => fetchDue(database.kysely))).toEqual([])
    })
    await jobs.resume()
    await jobs.drain()
    expect(seen).toEqual([[{ n: 1 }]])
  },
)

test.runIf(testEngine === 'postgres')('several processes may install the queues at the same moment', async () => {
  const { url, drop } = await createServerDatabase(testServerUrl(), { isMigrated: false })
  const definitions = Array.from({ length: 5 }, (_, n) =>
    defineJob({ name: `test.many${n}`, schema: payload, retryLimit: 0, expireInSeconds: 60, handler: async () => {} }),
  )
  const databases = await Promise.all([1, 2, 3].map(() => openDatabase({ kind: 'postgres', url, poolSize: 3 })))
  const processes = databases.map((database) => new Jobs({ database, log, definitions, paused: true }))
  onTestFinished(async () => {
    await Promise.all(processes.map((jobs) => jobs.stop({ graceful: false })))
    await Promise.all(databases.map((database) => database.close()))
    await drop()
  })
  await Promise.all(processes.map((jobs) => jobs.start(runtime)))
  expect(Object.keys((await processes[0]?.counts()) ?? {})).toHaveLength(5)
})

test.runIf(testEngine === 'postgres')('a sweep runs in one of several processes, and its turns are shared', async () => {
  const { url, drop } = await createServerDatabase(testServerUrl())
  let running = 0
  let most = 0
  let runs = 0
  const sweep: SweepDefinition = {
    name: 'test.sweep',
    everySeconds: 0.2,
    run: async () => {
      most = Math.max(most, ++running)
      runs++
      await sql`select pg_sleep(0.05)`.execute(first.kysely)
      running--
    },
  }
  const first = await openDatabase({ kind: 'postgres', url, poolSize: 4 })
  const second = await openDatabase({ kind: 'postgres', url, poolSize: 4 })
  const processes = [first, second].map((database) => new Jobs({ database, log, definitions: [], sweeps: [sweep] }))
  const startedAt = performance.now()
  for (const jobs of processes) await jobs.start(runtime)
  await expect.poll(() => runs, { timeout: 10_000 }).toBeGreaterThanOrEqual(4)
  const seconds = (performance.now() - startedAt) / 1000
  for (const jobs of processes) await jobs.stop({ graceful: false })
  expect(most).toBe(1)
  expect(runs).toBeLessThanOrEqual(seconds / 0.18 + 1)
  await Promise.all([first.close(), second.close()])
  await drop()
})

/** What a worker's fetch would find, without taking it. */
async function fetchDue(db: Db): Promise<unknown[]> {
  const { rows } =
    await sql`select id from dispatch_jobs.job_common where name = 'test.keyed' and state = 'created' for update skip locked`.execute(
      db,
    )
  return rows
}

/** A place that another process can open: a data directory or a server's database. */
async function somewhere(): Promise<{ where: string; clean(): Promise<void> }> {
  if (testEngine === 'postgres') {
    const { url, drop } = await createServerDatabase(testServerUrl())
    return { where: url, clean: drop }
  }
  const directory = mkdtempSync(join(tmpdir(), 'dispatch-killed-'))
  return { where: directory, clean: async () => rmSync(directory, { recursive: true, force: true }) }
}
