import { AbortedTransactionError, sql } from 'kysely'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { databaseErrorOf } from '#src/platform/errors.ts'
import { type TestDatabase, testDatabase, testEngine, testServerUrl } from '#test/database.ts'
import { runAs } from './lanes.ts'
import { openDatabase } from './open-database.ts'
import { unreachable } from './open-server.ts'
import { detached, OutsideTransactionError } from './transaction-guard.ts'

let kit: TestDatabase
beforeAll(async () => {
  kit = await testDatabase()
  await sql`create table item (id int generated always as identity primary key, code text not null constraint item_code_unique unique, n int not null default 0)`.execute(
    kit.db,
  )
})
afterAll(() => kit?.close())

/** The codes of the items that begin with a prefix, so that tests don't see each other's. */
async function codes(prefix: string): Promise<string[]> {
  const { rows } = await sql<{ code: string }>`select code from item where code like ${`${prefix}%`} order by code`.execute(
    kit.db,
  )
  return rows.map(({ code }) => code)
}

test('values have the same JavaScript types on both engines', async () => {
  const bytes = Buffer.from([0, 255])
  const at = new Date('2026-01-02T03:04:05.678Z')
  const { rows } = await sql`
    select count(*) as count, 9007199254740993::int8 as unsafe, array[1::int8, null] as counts, 0.5::numeric as exact, 0.5::float8 as float,
      array['a', 'b,c', null] as texts, ${{ a: [1, { b: null }] }}::jsonb as json, ${at}::timestamptz as at, date '2026-01-02' as day,
      ${bytes}::bytea as bytes, true as yes, null as nothing, ${['x', 'y']}::text[] as list, '[1,2.5]'::vector as vector
    from (select 1) as one`.execute(kit.db)
  expect(rows).toEqual([
    {
      count: 1,
      unsafe: '9007199254740993',
      counts: [1, null],
      exact: '0.5',
      float: 0.5,
      texts: ['a', 'b,c', null],
      json: { a: [1, { b: null }] },
      at,
      day: '2026-01-02',
      bytes,
      yes: true,
      nothing: null,
      list: ['x', 'y'],
      vector: '[1,2.5]',
    },
  ])
})

test('both engines speak in UTC', async () => {
  const { rows } = await sql`select current_setting('timezone') as zone, '2026-01-02 03:04'::timestamptz as at`.execute(kit.db)
  expect(rows).toEqual([{ zone: 'UTC', at: new Date('2026-01-02T03:04:00Z') }])
})

test('a broken constraint is named', async () => {
  await sql`insert into item (code) values ('dup')`.execute(kit.db)
  const error = await sql`insert into item (code) values ('dup')`.execute(kit.db).catch((caught: unknown) => caught)
  expect(databaseErrorOf(error)).toEqual({ code: '23505', constraint: 'item_code_unique' })
})

test('a change says how many rows it touched', async () => {
  await sql`insert into item (code) values ('count1'), ('count2')`.execute(kit.db)
  expect((await sql`update item set n = 1 where code like 'count%'`.execute(kit.db)).numAffectedRows).toBe(2n)
})

test('concurrent transactions on one row lose no update', async () => {
  await sql`insert into item (code) values ('raced')`.execute(kit.db)
  const increment = () =>
    kit.db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ n: number }>`select n from item where code = 'raced' for update`.execute(trx)
      await sql`update item set n = ${(rows[0]?.n ?? 0) + 1} where code = 'raced'`.execute(trx)
    })
  await Promise.all(Array.from({ length: 50 }, increment))
  expect((await sql`select n from item where code = 'raced'`.execute(kit.db)).rows).toEqual([{ n: 50 }])
})

test('a failed transaction leaves nothing, and one that swallowed an error does not pretend to have committed', async () => {
  await expect(
    kit.db.transaction().execute(async (trx) => {
      await sql`insert into item (code) values ('rolled1')`.execute(trx)
      throw new RangeError('no')
    }),
  ).rejects.toThrow(RangeError)
  await expect(
    kit.db.transaction().execute(async (trx) => {
      await sql`insert into item (code) values ('rolled2')`.execute(trx)
      await sql`select 1 / 0`.execute(trx).catch(() => {})
    }),
  ).rejects.toThrow(AbortedTransactionError)
  expect(await codes('rolled')).toEqual([])
})

test('savepoints', async () => {
  const trx = await kit.db.startTransaction().execute()
  await sql`insert into item (code) values ('save1')`.execute(trx)
  const marked = await trx.savepoint('mark').execute()
  await expect(sql`insert into item (code) values ('save1')`.execute(marked)).rejects.toMatchObject({ code: '23505' })
  const restored = await marked.rollbackToSavepoint('mark').execute()
  await sql`insert into item (code) values ('save2')`.execute(restored)
  await restored.commit().execute()
  expect(await codes('save')).toEqual(['save1', 'save2'])
})

test('isolation level and access mode reach the engine', async () => {
  const builder = kit.db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  await builder.execute(async (trx) => {
    expect((await sql`select current_setting('transaction_isolation') as level`.execute(trx)).rows).toEqual([
      { level: 'repeatable read' },
    ])
    await expect(kit.db.selectFrom('dispatch_workspace').select('id').execute()).rejects.toThrow(OutsideTransactionError)
  })
  await expect(builder.execute((trx) => sql`insert into item (code) values ('read only')`.execute(trx))).rejects.toMatchObject({
    code: '25006',
  })
})

test('the root database inside a transaction is refused at once, also by a nested transaction', async () => {
  const readRoot = () => kit.db.selectFrom('dispatch_workspace').select('id').execute()
  await expect(kit.db.transaction().execute(async () => void (await readRoot()))).rejects.toThrow(OutsideTransactionError)
  await expect(kit.db.transaction().execute(() => kit.db.transaction().execute(readRoot))).rejects.toThrow(
    OutsideTransactionError,
  )
  const isOver = Promise.withResolvers<void>()
  let later: Promise<unknown> = Promise.resolve()
  let beside: Promise<unknown> = Promise.resolve()
  await kit.db.transaction().execute(async () => {
    later = isOver.promise.then(readRoot)
    beside = detached(readRoot)
  })
  expect(await beside).toEqual([])
  // What was started inside may use it once the transaction is over.
  isOver.resolve()
  expect(await later).toEqual([])
})

test('notifications come after the commit only, and a listener that left hears nothing', async () => {
  const heard: string[] = []
  const unlisten = await kit.database.listen('Channel-1', (payload) => heard.push(payload))
  await expect(
    kit.db.transaction().execute(async (trx) => {
      await sql`select pg_notify('Channel-1', 'rolled back')`.execute(trx)
      throw new RangeError('no')
    }),
  ).rejects.toThrow()
  await kit.db.transaction().execute(async (trx) => {
    await sql`select pg_notify('Channel-1', 'committed')`.execute(trx)
    expect(heard).toEqual([])
  })
  await expect.poll(() => heard).toEqual(['committed'])
  await unlisten()
  const again: string[] = []
  const unlistenAgain = await kit.database.listen('Channel-2', (payload) => again.push(payload))
  await sql`select pg_notify('Channel-1', 'unheard')`.execute(kit.db)
  await sql`select pg_notify('Channel-2', 'heard')`.execute(kit.db)
  await expect.poll(() => again).toEqual(['heard'])
  expect(heard).toEqual(['committed'])
  await unlistenAgain()
})

test('jobs and requests both reach the database', async () => {
  const both = await Promise.all([runAs('job', () => codes('lane')), codes('lane')])
  expect(both).toEqual([[], []])
})

test.runIf(testEngine === 'postgres')(
  'a listener comes back after its connection was cut, and says that it may have missed something',
  async () => {
    const heard: string[] = []
    let gaps = 0
    const unlisten = await kit.database.listen(
      'cut',
      (payload) => heard.push(payload),
      () => gaps++,
    )
    onTestFinished(unlisten)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'dispatch listener' and datname = current_database()`.execute(
      kit.db,
    )
    await expect.poll(() => gaps, { timeout: 10_000 }).toBe(1)
    await sql`select pg_notify('cut', 'back')`.execute(kit.db)
    await expect.poll(() => heard).toEqual(['back'])
  },
)

test.runIf(testEngine === 'postgres')(
  'a connection that is cut inside a transaction fails that transaction, not the process',
  async () => {
    await expect(
      kit.db.transaction().execute(async (trx) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
        await detached(() => sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(kit.db))
        await sql`select 1`.execute(trx)
      }),
    ).rejects.toThrow()
    expect(await codes('cut')).toEqual([])
  },
)

test.each([
  ['28P01', 'refuses the user or the password'],
  ['3D000', 'has no database of that name'],
  ['53300', 'takes no more connections now'],
  ['XX000', 'answers, and refuses'],
  [undefined, 'does not answer'],
])('a server that answers with %s %s', (code, said) => {
  const error = Object.assign(new Error('the words of the server'), { code })
  expect(unreachable(error)).toBe(`The PostgreSQL server in PG_DATABASE_URL ${said}: the words of the server`)
})

test('a server that does not answer is an error that names no password', async () => {
  const opening = openDatabase({ kind: 'postgres', url: 'postgres://someone:hidden@127.0.0.1:1/nothing' })
  await expect(opening).rejects.toMatchObject({ code: 'database_unreachable', detail: expect.not.stringContaining('hidden') })
})

test.runIf(testEngine === 'postgres')('whoever waits too long for a connection is asked to come again', async () => {
  const busy = await openDatabase({ kind: 'postgres', url: testServerUrl(), poolSize: 2, connectionTimeoutMs: 50 })
  onTestFinished(() => busy.close())
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const began = Promise.withResolvers<void>()
  const holder = busy.kysely.transaction().execute(async (tx) => {
    await sql`select 1`.execute(tx)
    began.resolve()
    await held
  })
  await began.promise
  const refusal = await detached(() => sql`select 1`.execute(busy.kysely)).catch((error: unknown) => error)
  release()
  await holder
  expect(refusal).toMatchObject({ status: 503, code: 'database_busy', retryAfterSeconds: 5 })
})
