import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { createLogger } from '#src/platform/log.ts'
import { createServerDatabase } from '#test/database/server-template.ts'
import { emptyDatabase, testEngine, testServerUrl } from '#test/database.ts'
import { migrate } from './migrate.ts'
import { type Database, openDatabase } from './open-database.ts'

const log = createLogger('silent')

/** Not the migrated one of other tests. */
async function newDatabase(): Promise<Database> {
  const { database, close } = await emptyDatabase()
  onTestFinished(close)
  return database
}

function migrationsIn(files: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'dispatch-migrations-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return directory
}

test('each migration runs once, in order, and a backup is asked for only when there is something to lose', async () => {
  const database = await newDatabase()
  const asked: string[][] = []
  const run = (directory: string) =>
    migrate(database, { log, directory, beforeMigrate: async (pending) => void asked.push(pending) })
  const first = { '0001_one.sql': 'create table one (id int); create table more (id int);', 'README.md': 'not a migration' }
  expect(await run(migrationsIn(first))).toEqual(['0001_one.sql'])
  expect(await run(migrationsIn(first))).toEqual([])
  expect(asked).toEqual([])
  expect(
    await run(
      migrationsIn({ ...first, '0003_three.sql': 'insert into two values (1);', '0002_two.sql': 'create table two (id int);' }),
    ),
  ).toEqual(['0002_two.sql', '0003_three.sql'])
  expect(asked).toEqual([['0002_two.sql', '0003_three.sql']])
  expect((await sql`select id from two`.execute(database.kysely)).rows).toEqual([{ id: 1 }])
})

test('a migration that fails leaves nothing of itself, and those before it stay', async () => {
  const database = await newDatabase()
  const directory = migrationsIn({
    '0001_one.sql': 'create table one (id int);',
    '0002_two.sql': 'create table two (id int); select 1 / 0;',
  })
  await expect(migrate(database, { log, directory })).rejects.toMatchObject({
    code: 'migration_failed',
    detail: expect.stringContaining('0002_two.sql'),
  })
  const { rows } = await sql`select to_regclass('one') is not null as one, to_regclass('two') is not null as two`.execute(
    database.kysely,
  )
  expect(rows).toEqual([{ one: true, two: false }])
})

test('an edited migration and a database from the future are refused with what to do', async () => {
  const database = await newDatabase()
  await migrate(database, {
    log,
    directory: migrationsIn({ '0001_one.sql': 'create table one (id int);', '0002_two.sql': 'select 1;' }),
  })
  const edited = migrationsIn({ '0001_one.sql': 'create table one (id bigint);', '0002_two.sql': 'select 1;' })
  await expect(migrate(database, { log, directory: edited })).rejects.toMatchObject({
    code: 'migration_changed',
    detail: expect.stringMatching(/0001_one\.sql.*new migration/),
  })
  const older = migrationsIn({ '0001_one.sql': 'create table one (id int);' })
  await expect(migrate(database, { log, directory: older })).rejects.toMatchObject({
    code: 'database_newer',
    detail: expect.stringContaining('0002_two.sql'),
  })
  const windows = migrationsIn({ '0001_one.sql': 'create table one (id int);', '0002_two.sql': 'select 1;' })
  expect(await migrate(database, { log, directory: windows })).toEqual([])
})

test('several processes may migrate at once', async () => {
  const database = await newDatabase()
  const directory = migrationsIn({ '0001_one.sql': 'create table one (id int);', '0002_two.sql': 'create table two (id int);' })
  await Promise.all(Array.from({ length: 4 }, () => migrate(database, { log, directory })))
  const { rows } = await sql`select name from dispatch_migration order by name`.execute(database.kysely)
  expect(rows).toEqual([{ name: '0001_one.sql' }, { name: '0002_two.sql' }])
})

test.runIf(testEngine === 'postgres')('a role that may not create extensions is told the statement', async () => {
  const { url, drop } = await createServerDatabase(testServerUrl(), { isMigrated: false })
  const admin = await openDatabase({ kind: 'postgres', url, poolSize: 2 })
  const role = `dispatch_plain_${Date.now().toString(36)}`
  await sql.raw(`create role ${role} login password 'plain'; grant all on schema public to ${role}`).execute(admin.kysely)
  const plainUrl = new URL(url)
  plainUrl.username = role
  plainUrl.password = 'plain'
  const plain = await openDatabase({ kind: 'postgres', url: plainUrl.href, poolSize: 2 })
  onTestFinished(async () => {
    await plain.close()
    await sql.raw(`drop owned by ${role}; drop role ${role}`).execute(admin.kysely)
    await admin.close()
    await drop()
  })
  await expect(migrate(plain, { log })).rejects.toMatchObject({
    code: 'extension_missing',
    detail: expect.stringContaining('create extension if not exists vector;'),
  })
  await sql`create extension vector; create extension pg_trgm`.execute(admin.kysely)
  expect((await migrate(plain, { log })).length).toBeGreaterThan(0)
})
