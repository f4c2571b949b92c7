import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { embeddedTemplate } from '#test/database/embedded-template.ts'
import { runAs } from '../lanes.ts'
import { type EmbeddedOptions, EmbeddedPostgres } from './embedded-postgres.ts'

const root = mkdtempSync(join(tmpdir(), 'dispatch-embedded-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const childWriter = fileURLToPath(new URL('../../../../test/database/child-writer.ts', import.meta.url))

async function open(options: EmbeddedOptions = {}): Promise<EmbeddedPostgres> {
  const database = await EmbeddedPostgres.open(
    options.dataDirectory ? options : { template: await embeddedTemplate(), ...options },
  )
  onTestFinished(() => database.close())
  return database
}

function spawnWriter(directory: string, rows: number): ChildProcess & { lines: AsyncIterable<string> } {
  const child = spawn(process.execPath, [childWriter, directory, String(rows)], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return Object.assign(child, { lines: createInterface({ input: child.stdout }) })
}

/** An endless recursion traps in WASM: the engine gives no complete answer any more. */
const trap =
  'create or replace function endless() returns int language plpgsql as $$ begin return endless(); end $$; select endless()'

test('no acknowledged insert is lost when the process is killed, and every commit is synced', { timeout: 90_000 }, async () => {
  const directory = join(root, 'killed')
  const child = spawnWriter(directory, 100_000)
  const exited = once(child, 'exit')
  let acknowledged = -1
  for await (const line of child.lines) {
    if (line !== 'open') acknowledged = Number(line)
    if (acknowledged === 300) child.kill('SIGKILL')
  }
  await exited
  const database = await open({ dataDirectory: directory })
  const { rows } = await database.query('select count(*) as count, max(n) as last from written')
  expect(rows[0]?.last).toBeGreaterThanOrEqual(acknowledged)
  expect(rows[0]?.count).toBe(Number(rows[0]?.last) + 1)

  const before = await database.statistics()
  for (let n = 0; n < 10; n++) await database.query('insert into written values ($1)', [200_000 + n])
  expect((await database.statistics()).fsyncs - before.fsyncs).toBeGreaterThanOrEqual(10)
})

test('a second process is refused with a way out, and the end of the first one lets it in', { timeout: 60_000 }, async () => {
  const directory = join(root, 'locked')
  const child = spawnWriter(directory, 0)
  await once(child.stdout ?? child, 'data')
  await expect(EmbeddedPostgres.open({ dataDirectory: directory })).rejects.toMatchObject({
    code: 'data_directory_in_use',
    detail: expect.stringMatching(/in use by another process.*DISPATCH_DATA_DIR.*PG_DATABASE_URL/),
  })
  child.kill('SIGKILL')
  await once(child, 'exit')
  const database = await EmbeddedPostgres.open({ dataDirectory: directory })
  await expect(EmbeddedPostgres.open({ dataDirectory: directory })).rejects.toMatchObject({ code: 'data_directory_in_use' })
  expect(statSync(directory).mode & 0o777).toBe(0o700)
  await database.close()

  writeFileSync(join(directory, 'postgres', 'PG_VERSION'), '17\n')
  await expect(EmbeddedPostgres.open({ dataDirectory: directory })).rejects.toMatchObject({
    code: 'data_directory_version',
    detail: expect.stringContaining('dispatch backup'),
  })
})

test('a broken engine is replaced: requests in flight fail, data and subscriptions stay', { timeout: 60_000 }, async () => {
  const replaced: Error[] = []
  const database = await open({ dataDirectory: join(root, 'broken'), onReplaced: (reason) => replaced.push(reason) })
  await database.query('create table kept (n int)')
  await database.query('insert into kept values (1)')
  const heard: string[] = []
  let gaps = 0
  await database.listen(
    'news',
    (payload) => heard.push(payload),
    () => gaps++,
  )
  const transaction = await database.begin()
  await transaction.query('insert into kept values (2)')
  await expect(transaction.query(trap)).rejects.toMatchObject({ code: '57P02' })
  await expect(transaction.commit()).rejects.toMatchObject({ code: '25P01' })
  expect((await database.query('select n from kept')).rows).toEqual([{ n: 1 }])
  await expect.poll(() => gaps).toBe(1)
  await database.query("select pg_notify('news', 'after')")
  await expect.poll(() => heard).toEqual(['after'])
  expect(replaced).toHaveLength(1)
})

test('a broken engine in memory is gone for good', async () => {
  const database = await open()
  await expect(database.query(trap)).rejects.toMatchObject({ code: '57P02' })
  await expect(database.query('select 1')).rejects.toMatchObject({ code: '08003' })
})

test('requests that someone waits for overtake those of jobs, without starving them', async () => {
  const database = await open()
  await database.query('create table seen (id serial primary key, who text)')
  const holder = await database.begin()
  const write = (who: string) => database.query('insert into seen (who) values ($1)', [who])
  const jobs = runAs('job', () => [write('job 1'), write('job 2')])
  const requests = Array.from({ length: 12 }, (_, n) => write(`request ${n + 1}`))
  await holder.commit()
  await Promise.all([...jobs, ...requests])
  const { rows } = await database.query('select who from seen order by id')
  const order = rows.map(({ who }) => String(who))
  expect(order.slice(0, 11)).toEqual([...Array.from({ length: 10 }, (_, n) => `request ${n + 1}`), 'job 1'])
  expect(order.at(-1)).toBe('job 2')
})

test('a transaction excludes everybody else until it ends', async () => {
  const database = await open()
  await database.query('create table seen (id serial primary key, who text)')
  const transaction = await database.begin()
  await transaction.query("insert into seen (who) values ('first')")
  const outside = database.query("insert into seen (who) values ('outside')")
  await transaction.query("insert into seen (who) values ('second')")
  await transaction.commit()
  await outside
  const { rows } = await database.query('select who from seen order by id')
  expect(rows.map(({ who }) => who)).toEqual(['first', 'second', 'outside'])
})

test('a transaction whose owner forgot it is rolled back, and its owner is told why', async () => {
  const database = await open({ idleInTransactionMs: 50 })
  await database.query('create table kept (n int)')
  const forgotten = await database.begin()
  await forgotten.query('insert into kept values (1)')
  expect((await database.query('select * from kept')).rows).toEqual([])
  await expect(forgotten.query('select 1')).rejects.toMatchObject({
    code: '25P03',
    message: expect.stringContaining('sent nothing for 50 ms'),
  })
  await expect(forgotten.commit()).rejects.toMatchObject({ code: '25P03' })
})

test('a transaction that never ends is rolled back, however busy it is', async () => {
  const database = await open({ maxTransactionMs: 300 })
  const greedy = await database.begin()
  const neverEnding = (async () => {
    for (;;) await greedy.query('select 1')
  })()
  await expect(neverEnding).rejects.toMatchObject({
    code: '25P03',
    message: expect.stringContaining('open for more than 300 ms'),
  })
})

test('a statement outside a session leaves no transaction behind', async () => {
  const database = await open()
  await database.query('create table kept (n int)')
  await database.query('begin; insert into kept values (1)')
  expect((await database.query('select * from kept')).rows).toEqual([])
})

test('closing lets an open transaction finish and refuses new requests', async () => {
  const directory = join(root, 'closing')
  const database = await EmbeddedPostgres.open({ dataDirectory: directory })
  await database.query('create table kept (n int)')
  const transaction = await database.begin()
  const closed = database.close()
  await expect(database.query('select 1')).rejects.toMatchObject({ code: '08003' })
  await transaction.query('insert into kept values (1)')
  await transaction.commit()
  await closed
  const reopened = await open({ dataDirectory: directory })
  expect((await reopened.query('select * from kept')).rows).toEqual([{ n: 1 }])
})

test('slow statements are counted and reported without their values', async () => {
  const slow: string[] = []
  const database = await open({ slowStatementMs: 5, onSlowStatement: (sql) => slow.push(sql) })
  await database.query('select pg_sleep($1::float8)', [0.02])
  expect((await database.statistics()).slowStatements).toBe(1)
  expect(slow).toEqual(['select pg_sleep($1::float8)'])
})

test('a dump is a template for another engine', async () => {
  const database = await open()
  await database.query('create table kept as select 1 as n')
  const template = join(root, 'template.tar')
  writeFileSync(template, await database.dump())
  const copy = await open({ template })
  expect((await copy.query('select * from kept')).rows).toEqual([{ n: 1 }])
})
