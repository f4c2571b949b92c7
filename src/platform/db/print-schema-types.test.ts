import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '#test/database.ts'
import { allowedValues, describeSchema } from './describe-schema.ts'
import { printSchemaTypes } from './print-schema-types.ts'

let kit: TestDatabase
beforeAll(async () => {
  kit = await testDatabase()
})
afterAll(() => kit?.close())

test('the generated types fit the migrations, whichever engine describes them', async () => {
  for (const [name, text] of printSchemaTypes(await describeSchema(kit.db))) {
    const generated = await readFile(fileURLToPath(new URL(`./${name}`, import.meta.url)), 'utf8')
    expect(text, `${name}: run node scripts/generate-db-types.ts`).toBe(generated)
  }
})

test('a table is printed with what may be read and written', async () => {
  await sql`
    create table dispatch_zebra_stripe (
      id text primary key, state text not null default 'new' check (state in ('new', 'old''s')), only_one text check (only_one in ('one')), size bigint,
      tags text[] not null default '{}', data jsonb not null, at timestamptz(3), body bytea, embedding vector,
      seq bigint generated always as identity, n int check (n > 0), fts tsvector generated always as (to_tsvector('english', id)) stored
    )`.execute(kit.db)
  const tables = (await describeSchema(kit.db)).filter(({ name }) => name === 'dispatch_zebra_stripe')
  const files = printSchemaTypes(tables)
  expect(files.get('tables-platform.generated.ts')).toContain(`
import type { Generated, GeneratedAlways, Json, SearchVector, Timestamp } from './column-types.ts'

export interface ZebraStripeTable {
  id: string
  state: Generated<'new' | 'old\\'s'>
  only_one: 'one' | null
  size: number | null
  tags: Generated<string[]>
  data: Json
  at: Timestamp | null
  body: Buffer | null
  embedding: string | null
  seq: GeneratedAlways<number>
  n: number | null
  fts: SearchVector
}
`)
  expect(files.get('schema.generated.ts')).toContain(`
import type {
  ZebraStripeTable,
} from './tables-platform.generated.ts'

export interface DB {
  dispatch_zebra_stripe: ZebraStripeTable
}
`)
})

test('only a check that lists the values of its column makes a union', () => {
  expect(allowedValues("CHECK ((a = ANY (ARRAY['x'::text, 'y'::text])))", 'a')).toEqual(['x', 'y'])
  expect(allowedValues("CHECK ((a = 'x'::text))", 'a')).toEqual(['x'])
  expect(allowedValues("CHECK (((a = ANY (ARRAY['x'::text, 'y'::text])) OR (b > 1)))", 'a')).toEqual([])
  expect(allowedValues('CHECK ((length(a) > 1))', 'a')).toEqual([])
})

test('a type without a JavaScript counterpart is an error, not a guess', () => {
  const column = { name: 'p', type: 'point', isNullable: false, hasDefault: false, isGenerated: false, allowedValues: [] }
  expect(() => printSchemaTypes([{ name: 'dispatch_x', columns: [column] }])).toThrow('point')
})
