import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '#test/database.ts'

let first: TestDatabase
let second: TestDatabase
beforeAll(async () => {
  ;[first, second] = await Promise.all([testDatabase(), testDatabase()])
})
afterAll(async () => {
  await Promise.all([first?.close(), second?.close()])
})

test('a test database is migrated and nobody else writes into it', async () => {
  await first.db
    .insertInto('dispatch_workspace')
    .values({ id: 'ws_1', name: 'One', prefix: 'ONE', created_at: new Date() })
    .execute()
  expect(await first.db.selectFrom('dispatch_workspace').select('id').execute()).toEqual([{ id: 'ws_1' }])
  expect(await second.db.selectFrom('dispatch_workspace').select('id').execute()).toEqual([])
})

test('both extensions are there', async () => {
  const { rows } = await sql`select extname from pg_extension where extname in ('vector', 'pg_trgm') order by extname`.execute(
    first.db,
  )
  expect(rows).toEqual([{ extname: 'pg_trgm' }, { extname: 'vector' }])
})
