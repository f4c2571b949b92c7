import { type Kysely, sql } from 'kysely'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import type { DB } from '#src/platform/db/schema.generated.ts'
import { createLogger } from '#src/platform/log.ts'
import { testDatabase } from '#test/database.ts'
import { createBoss, ensureQueues, jobSchema } from './boss.ts'
import { insertJobs } from './store.ts'

const own = {
  name: 'test.own',
  schema: { safeParse: () => undefined } as never,
  retryLimit: 4,
  expireInSeconds: 60,
  handler: async () => {},
}

/** Everything of a job but what differs from one job to the next. */
async function rowOf(db: Kysely<DB>, id: number) {
  const { rows } = await sql<Record<string, unknown>>`
    select to_jsonb(j) - array['id', 'singleton_key', 'created_on', 'start_after', 'keep_until'] as job,
      extract(epoch from start_after - created_on)::int as delay, extract(epoch from keep_until - start_after)::int as kept
    from ${sql.id(jobSchema, 'job')} j where data ->> 'n' = ${String(id)}`.execute(db)
  return rows[0]
}

test('a job is written exactly as pg-boss itself would write it', async () => {
  const { database, db, close } = await testDatabase()
  const boss = createBoss(database, createLogger('silent'))
  await boss.start()
  onTestFinished(async () => {
    await boss.stop({ graceful: false })
    await close()
  })
  await ensureQueues(boss, [own])
  await boss.send('test.own', { n: 1 }, { singletonKey: 'a', startAfter: 60 })
  await insertJobs(db, [{ name: 'test.own', payload: { n: 2 }, singletonKey: 'b', startAfterSeconds: 60, isSingleton: false }])
  const [theirs, ours] = [await rowOf(db, 1), await rowOf(db, 2)]
  expect({ ...ours, job: { ...Object(ours?.job), data: null } }).toEqual({
    ...theirs,
    job: { ...Object(theirs?.job), data: null },
  })
})

test('settings that changed reach the queue, and a changed policy is refused', async () => {
  const { database, close } = await testDatabase()
  const boss = createBoss(database, createLogger('silent'))
  await boss.start()
  onTestFinished(async () => {
    await boss.stop({ graceful: false })
    await close()
  })
  await ensureQueues(boss, [own])
  await ensureQueues(boss, [{ ...own, retryLimit: 7 }])
  expect(await boss.getQueue('test.own')).toMatchObject({
    retryLimit: 7,
    policy: 'short',
    deadLetter: 'dead',
    heartbeatSeconds: 10,
  })
  await expect(ensureQueues(boss, [{ ...own, singleton: true }])).rejects.toThrow('give it a new name')
})

test('a queue that was never created is an error', async () => {
  const { db, close } = await testDatabase()
  onTestFinished(close)
  await expect(insertJobs(db, [{ name: 'test.nowhere', payload: {}, isSingleton: false }])).rejects.toThrow('Jobs.start')
})

test("the queue's own upkeep runs on this engine without an error", async () => {
  const { database, db, close } = await testDatabase()
  const complaints: string[] = []
  const boss = createBoss(database, pino({ level: 'warn' }, { write: (line: string) => void complaints.push(line) }))
  await boss.start()
  onTestFinished(async () => {
    await boss.stop({ graceful: false })
    await close()
  })
  await ensureQueues(boss, [own])
  const upkept = async () =>
    (
      await sql`select name from ${sql.id(jobSchema, 'queue')} where name = 'test.own' and maintain_on is not null and monitor_on is not null`.execute(
        db,
      )
    ).rows
  await expect.poll(upkept, { timeout: 10_000 }).toHaveLength(1)
  expect(complaints).toEqual([])
})
