import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testEngine } from '#test/database.ts'
import type { TestRuntime, TestWorkspace } from '#test/runtime.ts'
import { seededWorkspace, testTracker } from '#test/tracker.ts'
import type { Embedder } from './embedder.ts'
import { keepVectorIndex } from './keep-vector-index.ts'
import { searchQuery } from './schemas.ts'
import { searchIssues } from './search-issues.ts'

// Deterministic unit vectors, spread evenly enough that each is nearest to itself.
function vectorOf(seed: number): number[] {
  let state = seed * 2_654_435_761 + 1
  const values = Array.from({ length: 512 }, () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296 - 0.5
  })
  const length = Math.hypot(...values)
  return values.map((value) => value / length)
}

const embedder: Embedder = {
  model: 'energetic-512',
  embedDocuments: async () => [],
  embedQuery: async (text) => vectorOf(Number(/\d+/.exec(text)?.[0] ?? 0)),
  close: async () => {},
}

const count = 2_100
let runtime: TestRuntime
let workspace: TestWorkspace
let small: TestWorkspace

beforeAll(async () => {
  ;({ runtime, workspace } = await testTracker({ embedder }))
  small = await seededWorkspace(runtime)
  await fill(workspace, 0, count)
  await fill(small, 5_000, 3)
})
afterAll(() => runtime.close())

async function fill({ id: workspaceId }: TestWorkspace, from: number, howMany: number): Promise<void> {
  const vectors = JSON.stringify(
    Array.from({ length: howMany }, (_, index) => [from + index, `[${vectorOf(from + index).map((value) => value.toFixed(5))}]`]),
  )
  await sql`
    insert into dispatch_issue (id, workspace_id, number, title, status_id, rank, created_by, created_at, updated_at, priority)
    select 'iss_' || (row.value ->> 0), ${workspaceId}, (row.value ->> 0)::int + 1, 'thing', s.id, 'a' || (row.value ->> 0), '{}', ${runtime.clock.now()}, ${runtime.clock.now()},
      case when (row.value ->> 0)::int % 700 = 0 then 'P1' else 'P3' end
    from jsonb_array_elements(${vectors}::jsonb) as row, (select id from dispatch_status where workspace_id = ${workspaceId} and category = 'backlog') s`.execute(
    runtime.database.kysely,
  )
  await sql`
    insert into dispatch_embedding (issue_id, model, embedding, content_hash, updated_at)
    select 'iss_' || (row.value ->> 0), 'energetic-512', (row.value ->> 1)::vector, '', ${runtime.clock.now()} from jsonb_array_elements(${vectors}::jsonb) as row`.execute(
    runtime.database.kysely,
  )
}

const search = (who: TestWorkspace, q: string, filter: object = {}) =>
  searchIssues(who.person(), searchQuery.parse({ q, ...filter }))
const indexes = async () => {
  const { rows } = await sql<{
    indexname: string
  }>`select indexname from pg_indexes where indexname like 'dispatch_embedding_hnsw%'`.execute(runtime.database.kysely)
  return rows.map(({ indexname }) => indexname)
}

test('an index is built on a server once, never on the embedded engine, and building it again changes nothing', async () => {
  await keepVectorIndex(runtime)
  await keepVectorIndex(runtime)
  expect(await indexes()).toEqual(testEngine === 'postgres' ? ['dispatch_embedding_hnsw_energetic_512'] : [])
})

test('the nearest is found, with the index or without', async () => {
  for (const number of [7, 70, 700, 2_000]) {
    expect((await search(workspace, `vector ${number}`)).items[0]).toMatchObject({
      issue: { id: `iss_${number}` },
      similarity: 1,
    })
  }
})

test('filters and small workspaces lose nothing behind the index', async () => {
  expect((await search(workspace, 'vector 700', { priority: 'P1' })).items[0]).toMatchObject({ issue: { id: 'iss_700' } })
  expect((await search(small, 'vector 5001')).items[0]).toMatchObject({ issue: { id: 'iss_5001' } })
})

test.runIf(testEngine === 'postgres')('a build that was cut off is repaired', async () => {
  const db = runtime.database.kysely
  await sql`drop index dispatch_embedding_hnsw_energetic_512`.execute(db)
  // A unique index over equal values fails and leaves an invalid one behind, as a killed build does.
  await sql`create unique index concurrently dispatch_embedding_hnsw_energetic_512 on dispatch_embedding (model)`
    .execute(db)
    .catch(() => {})
  await keepVectorIndex(runtime)
  const { rows } = await sql<{
    indisvalid: boolean
  }>`select indisvalid from pg_index where indexrelid = 'dispatch_embedding_hnsw_energetic_512'::regclass`.execute(db)
  expect(rows).toEqual([{ indisvalid: true }])
  expect((await search(workspace, 'vector 70')).items[0]).toMatchObject({ issue: { id: 'iss_70' } })
})
