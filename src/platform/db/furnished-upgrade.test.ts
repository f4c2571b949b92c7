import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLogger } from '#src/platform/log.ts'
import { emptyDatabase } from '#test/database.ts'
import { migrate } from './migrate.ts'
import type { Database } from './open-database.ts'

type Row = Record<string, unknown>

const log = createLogger('silent')
let database: Database
let close: () => Promise<void>
let before: Map<string, Row[]>

/** An installation of old, with rows in every table, brought to the newest schema. */
beforeAll(async () => {
  ;({ database, close } = await emptyDatabase())
  await migrate(database, { log, until: '0010_zzz.sql' })
  const furniture = await readFile(new URL('../../../test/fixtures/installation-of-0010.sql', import.meta.url), 'utf8')
  await sql.raw(furniture).execute(database.kysely)
  before = await readAll()
  await migrate(database, { log })
}, 60_000)
afterAll(() => close())

async function readAll(): Promise<Map<string, Row[]>> {
  const tables = await sql<{ name: string }>`
    select tablename as name from pg_tables
    where schemaname = current_schema() and tablename like 'dispatch\\_%' and tablename <> 'dispatch_migration' order by 1`.execute(
    database.kysely,
  )
  const content = new Map<string, Row[]>()
  for (const { name } of tables.rows) {
    const { rows } = await sql<{ row: Row }>`select to_jsonb(t) - 'fts' as row from ${sql.table(name)} t`.execute(database.kysely)
    content.set(
      name,
      rows.map(({ row }) => row),
    )
  }
  return content
}

test('the old installation has rows in every table that it had', () => {
  expect([...before].filter(([, rows]) => rows.length === 0).map(([name]) => name)).toEqual([])
  expect(before.size).toBeGreaterThan(35)
})

test('every row is there afterwards with what it said, but for what migrations say that they change', async () => {
  const after = await readAll()
  const changed = new Set(['dispatch_issue_relation'])
  const forgotten: Record<string, string> = { dispatch_embedding: 'updated_at' }
  for (const [name, rows] of before) {
    if (changed.has(name)) continue
    const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== forgotten[name])
    const told = (row: Row) => JSON.stringify(columns.map((column) => row[column]))
    const now = (after.get(name) ?? []).map(told)
    expect(now, name).toEqual(expect.arrayContaining(rows.map(told)))
  }
})

test('relations that said the same twice say it once; a second original is related', async () => {
  const { rows } = await sql<{ relation: string }>`
    select issue_id || ' ' || kind || ' ' || related_id as relation from dispatch_issue_relation order by 1`.execute(
    database.kysely,
  )
  expect(rows.map(({ relation }) => relation)).toEqual([
    'iss_1 blocks iss_2',
    'iss_2 related iss_3',
    'iss_2 related iss_5',
    'iss_5 duplicate_of iss_3',
    'iss_5 related iss_4',
  ])
})

test('texts are trusted where the log knows of people alone', async () => {
  const { rows } = await sql<Row>`
    select number::int, is_title_trusted as title, is_description_trusted as description from dispatch_issue order by 1`.execute(
    database.kysely,
  )
  expect(rows).toEqual([
    { number: 1, title: false, description: false },
    { number: 2, title: true, description: true },
    { number: 3, title: true, description: false },
    { number: 4, title: false, description: false },
    { number: 5, title: true, description: true },
    { number: 6, title: false, description: false },
  ])
})

test('old issues are found by the new index, and what could not be changed still cannot', async () => {
  const db = database.kysely
  const found = await sql<{ id: string }>`select id from dispatch_issue where fts @@ to_tsquery('english', 'cents')`.execute(db)
  expect(found.rows).toEqual([{ id: 'iss_1' }])
  const refused = [
    sql`update dispatch_ledger set micro_usd = 0`,
    sql`update dispatch_run set outcome = 'failed' where id = 'run_1'`,
    sql`update dispatch_fix_attempt set state = 'watching' where id = 'fix_1'`,
    sql`update dispatch_status set category = 'backlog' where id = 'sta_2'`,
    sql`update dispatch_issue set status_id = 'sta_2' where id = 'iss_1'`,
  ]
  for (const statement of refused) await expect(statement.execute(db)).rejects.toMatchObject({ code: '23514' })
})
