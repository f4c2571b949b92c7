import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createIssue } from '#src/issues/create-issue.ts'
import type { TestRuntime, TestWorkspace } from '#test/runtime.ts'
import { testTracker, trackerQueues } from '#test/tracker.ts'
import { embedIssues } from './embed-issues.ts'
import type { Embedder } from './embedder.ts'
import { findSimilar } from './find-similar.ts'
import { jobs, sweeps } from './jobs.ts'
import { LocalEmbedder } from './local-embedder.ts'
import { readSearchStatus } from './read-status.ts'
import { searchQuery } from './schemas.ts'
import { searchIssues } from './search-issues.ts'

const embedder = new LocalEmbedder()
const queues = [...trackerQueues.filter(({ name }) => name !== 'search.embed'), ...jobs]
let runtime: TestRuntime
let workspace: TestWorkspace
let login: string
let twin: string
let invoice: string

beforeAll(async () => {
  ;({ runtime, workspace } = await testTracker({ jobs: queues, sweeps, embedder, work: true }))
  const file = async (title: string) => (await createIssue(workspace.person(), { title })).id
  login = await file('Sign-in broken for people who reset their password')
  twin = await file('People who reset the password cannot sign in')
  invoice = await file('Invoice PDF shows wrong VAT')
  await runtime.jobs.drain()
})
afterAll(async () => {
  await runtime.close()
  await embedder.close()
})

test('search goes on by words when the model fails, and the failures are counted and tried again', async () => {
  const failing: Embedder = {
    model: 'energetic-512',
    embedDocuments: () => Promise.reject(new Error('out of memory')),
    embedQuery: () => Promise.reject(new Error('out of memory')),
    close: async () => {},
  }
  const broken = { ...runtime, embedder: failing }
  const created = await createIssue(workspace.person(), { title: 'Zebra crossing is painted twice' })
  await runtime.jobs.drain()
  await runtime.database.kysely.deleteFrom('dispatch_embedding').where('issue_id', '=', created.id).execute()
  await expect(embedIssues(broken, [created.id])).rejects.toThrow('out of memory')
  await expect(embedIssues(broken, [created.id])).rejects.toThrow('out of memory')
  expect(await readSearchStatus(workspace.person())).toMatchObject({ failed: 1, missing: 0, last_error: 'out of memory' })
  const result = await searchIssues({ ...workspace.person(), system: broken }, searchQuery.parse({ q: 'zebra' }))
  expect(result).toMatchObject({ mode: 'lexical', items: [{ issue: { id: created.id }, matched_by: ['text'] }] })
  await runtime.jobs.sweepNow('search.backfill')
  expect(await readSearchStatus(workspace.person())).toMatchObject({ failed: 1 })
  await runtime.database.kysely
    .updateTable('dispatch_embedding_problem')
    .set({ retry_at: new Date(0) })
    .where('issue_id', '=', created.id)
    .execute()
  await runtime.jobs.sweepNow('search.backfill')
  expect(await readSearchStatus(workspace.person())).toMatchObject({ failed: 0, last_error: null })
})

test('while a burst of deliveries waits the encoder leaves them the processors, but not for ever', async () => {
  const db = runtime.database.kysely
  const now = runtime.clock.now()
  await sql`insert into dispatch_connection (id, workspace_id, source, name, created_at)
    values ('con_burst', ${workspace.id}, 'sentry', 'Burst', ${now})`.execute(db)
  await sql`insert into dispatch_delivery (id, workspace_id, connection_id, source, delivery_key, kind, headers, body, body_sha256, received_at, state)
    select 'dlv_' || n, ${workspace.id}, 'con_burst', 'sentry', n, 'issue', '{}', '', n, ${now}, 'received' from generate_series(1, 20) n`.execute(
    db,
  )
  const isEmbedded = async ({ id }: { id: string }) =>
    (await db.selectFrom('dispatch_embedding').select('issue_id').where('issue_id', '=', id).execute()).length === 1
  const made = await createIssue(workspace.person(), { title: 'Filed in a burst' })
  await runtime.jobs.drain()
  await runtime.jobs.sweepNow('search.backfill')
  expect(await isEmbedded(made)).toBe(false)
  expect(await searchIssues(workspace.person(), searchQuery.parse({ q: 'filed in a burst' }))).toMatchObject({
    items: [{ issue: { id: made.id } }],
  })
  runtime.advance(61)
  await runtime.jobs.sweepNow('search.backfill')
  expect(await isEmbedded(made)).toBe(true)
  const next = await createIssue(workspace.person(), { title: 'Filed while it lasts' })
  await runtime.jobs.drain()
  expect(await isEmbedded(next)).toBe(true)
  await sql`delete from dispatch_delivery`.execute(db)
})

test('one text that the model refuses does not cost the others theirs', async () => {
  const picky: Embedder = {
    model: 'energetic-512',
    embedDocuments: async (documents) => {
      if (documents.some(({ title }) => title.includes('poison')))
        throw Object.assign(new Error('refused'), { code: 'embedding_rejected' })
      return documents.map(() => Array.from({ length: 512 }, () => 0.1))
    },
    embedQuery: async () => null,
    close: async () => {},
  }
  const made = [
    await createIssue(workspace.person(), { title: 'poison' }),
    await createIssue(workspace.person(), { title: 'harmless' }),
  ].map(({ id }) => id)
  await runtime.jobs.drain()
  await runtime.database.kysely.deleteFrom('dispatch_embedding').where('issue_id', 'in', made).execute()
  await expect(embedIssues({ ...runtime, embedder: picky }, made)).rejects.toThrow('refused')
  const stored = await runtime.database.kysely
    .selectFrom('dispatch_embedding')
    .select('issue_id')
    .where('issue_id', 'in', made)
    .execute()
  expect(stored).toEqual([{ issue_id: made[1] }])
})

test('a change of model embeds again, and vectors of two models never meet', async () => {
  const constant = Array.from({ length: 1536 }, (_, index) => (index === 0 ? 1 : 0))
  const other: Embedder = {
    model: 'text-embedding-3-small',
    embedDocuments: async (documents) => documents.map(() => constant),
    embedQuery: async () => constant,
    close: async () => {},
  }
  const changed = { ...runtime, embedder: other }
  const ctx = { ...workspace.person(), system: changed }
  const before = await readSearchStatus(ctx)
  expect(before).toMatchObject({ model: 'text-embedding-3-small', embedded: 0 })
  expect((await searchIssues(ctx, searchQuery.parse({ q: 'invoice' }))).items[0]).toMatchObject({ issue: { id: invoice } })
  for (const sweep of sweeps) await sweep.run(changed, { signal: AbortSignal.timeout(20_000) })
  expect(await readSearchStatus(ctx)).toMatchObject({ missing: 0, embedded: before.missing })
  expect((await searchIssues(ctx, searchQuery.parse({ q: 'qqqq' }))).items.every(({ similarity }) => similarity === 1)).toBe(true)
  expect((await findSimilar(workspace.person(), { issueId: twin, limit: 5 })).items[0]).toMatchObject({ issue: { id: login } })
})
