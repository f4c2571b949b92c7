import { afterAll, beforeAll, expect, test } from 'vitest'
import { request, type TestRuntime, type TestWorkspace } from '#test/runtime.ts'
import { seededWorkspace, testTracker, trackerQueues } from '#test/tracker.ts'
import { setNeedsAttention } from '../issues/attention.ts'
import { createIssue } from '../issues/create-issue.ts'
import { deleteIssue } from '../issues/delete-issue.ts'
import { linkExternalIssue } from '../issues/external-issues.ts'
import { addLabels } from '../issues/labels.ts'
import { updateIssue } from '../issues/update-issue.ts'
import { withTransaction } from '../platform/context.ts'
import { createApi } from '../platform/http/app.ts'
import { readQuery } from './domain/query.ts'
import type { Embedder, Vector } from './embedder.ts'
import { findSimilar, nameSimilar } from './find-similar.ts'
import { jobs, sweeps } from './jobs.ts'
import { LocalEmbedder } from './local-embedder.ts'
import { readSearchStatus } from './read-status.ts'
import { searchRoutes } from './routes.ts'
import { searchQuery } from './schemas.ts'
import { searchIssues } from './search-issues.ts'

const local = new LocalEmbedder()
const known = new Map<string, Promise<Vector | null>>()
// On a busy machine the model would be too late for a search, which goes on without it: what was asked once is there at once.
const embedder: Embedder = {
  model: local.model,
  embedDocuments: (documents, signal) => local.embedDocuments(documents, signal),
  embedQuery: (text) => known.get(text) ?? local.embedQuery(text),
  close: () => local.close(),
}
const queues = [...trackerQueues.filter(({ name }) => name !== 'search.embed'), ...jobs]
let runtime: TestRuntime
let workspace: TestWorkspace
const ids: Record<string, string> = {}

const issues = {
  login: ['Sign-in broken for people who reset their password', 'They get a 401 after choosing a new one.'],
  board: ['Dragging a card leaves the board stale', 'The column keeps its old order until a reload.'],
  invoice: ['Invoice PDF shows wrong VAT', 'Austria has 20 percent. <b>See</b> the law.'],
  upload: ['Uploads of large files time out', 'nginx closes after 60 seconds.'],
  chinese: ['用户登录失败', '重置密码之后无法登录'],
  other: ['支付页面崩溃', '点击按钮没有反应'],
} as const

beforeAll(async () => {
  ;({ runtime, workspace } = await testTracker({ jobs: queues, sweeps, embedder, work: true }))
  for (const [name, [title, description]] of Object.entries(issues)) {
    ids[name] = (await createIssue(workspace.person(), { title, description, priority: name === 'upload' ? 'P1' : 'P3' })).id
  }
  await runtime.jobs.drain()
})
afterAll(async () => {
  await runtime.close()
  await embedder.close()
})

async function ask(q: string): Promise<void> {
  const vector = local.embedQuery(readQuery(q).text)
  known.set(readQuery(q).text, vector)
  await vector
}
const search = async (q: string, filter: Record<string, unknown> = {}) => {
  await ask(q)
  return searchIssues(workspace.person(), searchQuery.parse({ q, ...filter }))
}
const titles = (result: { items: { issue: { title: string } }[] }) => result.items.map(({ issue }) => issue.title)

test('creating issues embeds them by job, and the status says how far it is', async () => {
  expect(await readSearchStatus(workspace.person())).toEqual({
    model: 'energetic-512',
    serving: 'energetic-512',
    embedded: 4,
    missing: 0,
    failed: 0,
    unsupported: 2,
    last_error: null,
    models: [
      {
        model: 'energetic-512',
        role: 'serving',
        done: 4,
        waiting: 0,
        failed: 0,
        unsupported: 2,
        failures: [],
        rate_per_minute: 0.8,
        eta_seconds: 0,
        paused_until: null,
        last_error: null,
      },
    ],
  })
})

test('a paraphrase without common words is found by meaning', async () => {
  const result = await search('users cannot log in')
  expect(result.mode).toBe('hybrid')
  expect(result.items[0]).toMatchObject({ issue: { id: ids.login }, matched_by: expect.arrayContaining(['vector']) })
})

test('an identifier, a bare number and an id jump to their issue', async () => {
  for (const q of [
    `${workspace.prefix}-2`,
    `${workspace.prefix.toLowerCase()}-2`,
    `${workspace.prefix.toLowerCase()} 2`,
    '#2',
    '2',
    ids.board ?? '',
  ]) {
    expect((await search(q)).items[0], q).toMatchObject({
      issue: { id: ids.board },
      matched_by: expect.arrayContaining(['identifier']),
    })
  }
  expect((await search('NOPE-2')).items.flatMap(({ matched_by }) => matched_by)).not.toContain('identifier')
})

test("a vendor's short id jumps to the linked issue", async () => {
  const system = workspace.system()
  await withTransaction(system, (tx) =>
    linkExternalIssue(tx, {
      issue_id: ids.upload ?? '',
      source: 'sentry',
      external_id: '77',
      short_id: 'WEB-1K',
      url: 'https://sentry.test/77',
      is_error_source: true,
    }),
  )
  expect((await search('web-1k')).items[0]).toMatchObject({ issue: { id: ids.upload } })
  expect((await search('https://sentry.test/77')).items[0]).toMatchObject({ issue: { id: ids.upload } })
})

test('words are stemmed, and one missing word does not empty the result', async () => {
  expect(titles(await search('uploading files'))[0]).toBe(issues.upload[0])
  expect((await search('large uploads of unicorns')).items[0]).toMatchObject({
    issue: { id: ids.upload },
    matched_by: expect.arrayContaining(['text']),
  })
})

test('a typing error is forgiven by spelling', async () => {
  expect((await search('invoce')).items[0]).toMatchObject({
    issue: { id: ids.invoice },
    matched_by: expect.arrayContaining(['trigram']),
  })
})

test('each filter of the list narrows every channel', async () => {
  const tx = workspace.person()
  const { id } = await createIssue(tx, {
    title: 'Quokka exports stop',
    assignee: workspace.userId,
    priority: 'P2',
  })
  const other = await createIssue(tx, { title: 'Quokka imports stop' })
  await withTransaction(tx, async (inside) => {
    await setNeedsAttention(inside, id, 'look at it')
    await addLabels(inside, id, ['wildlife'])
  })
  await runtime.jobs.drain()
  const found = async (filter: Record<string, unknown>) => (await search('quokka', filter)).items.map(({ issue }) => issue.id)
  expect((await found({})).sort()).toEqual([id, other.id].sort())
  for (const filter of [{ label: 'wildlife' }, { assignee: workspace.userId }, { needs_attention: 'true' }, { priority: 'P2' }])
    expect(await found(filter), JSON.stringify(filter)).toEqual([id])
  for (const filter of [{ assignee: 'none' }, { needs_attention: 'false' }])
    expect(await found(filter), JSON.stringify(filter)).toEqual([other.id])
  for (const filter of [
    { source: 'sentry' },
    { status: 'Done' },
    { category: 'done' },
    { label: 'nothing' },
    { updated_since: '2999-01-01T00:00:00Z' },
  ])
    expect(await found(filter), JSON.stringify(filter)).toEqual([])
  for (const filter of [{ source: 'manual' }, { updated_since: '2000-01-01T00:00:00Z' }])
    expect((await found(filter)).length, JSON.stringify(filter)).toBe(2)
  for (const issueId of [id, other.id]) await deleteIssue(tx, issueId)
})

test('what is quoted must be there, stop words included, and what has a minus must not, by whatever way it is found', async () => {
  expect(titles(await search('"large files"'))).toEqual([issues.upload[0]])
  expect(titles(await search('"files large"'))).toEqual([])
  expect(titles(await search('"of"'))).toEqual([issues.upload[0]])
  expect(titles(await search('"time out" uploads'))).toEqual([issues.upload[0]])
  expect(titles(await search('uploads -large'))).not.toContain(issues.upload[0])
  expect(titles(await search('users cannot log in -password'))).not.toContain(issues.login[0])
})

test('names in code are found by any of their parts, and by a line of a stack trace', async () => {
  const trace = '```\nTypeError\n    at CartService.sumLineItems (src/cart/cart-total.ts:33:24)\n```'
  const { id } = await createIssue(workspace.person(), { title: 'Totals are missing', description: trace })
  await runtime.jobs.drain()
  for (const q of [
    'sumLineItems',
    'sum line items',
    'CartService',
    'cart-total.ts',
    'cart/cart-total',
    'at CartService.sumLineItems (src/cart/cart-total.ts:40:1)',
  ])
    expect((await search(q)).items[0], q).toMatchObject({ issue: { id }, matched_by: expect.arrayContaining(['text']) })
  await deleteIssue(workspace.person(), id)
})

test('a word that is not typed to its end is found', async () => {
  expect((await search('invoi')).items[0]).toMatchObject({ issue: { id: ids.invoice } })
})

test('Chinese is found by its characters, in title and description, and never by look-alike vectors', async () => {
  const result = await search('登录')
  expect(titles(result)).toEqual([issues.chinese[0]])
  expect(result.mode).toBe('lexical')
  expect(titles(await search('重置密码'))).toEqual([issues.chinese[0]])
})

test('the filters of the list hold for every channel', async () => {
  expect(titles(await search('uploads', { priority: 'P1' }))).toEqual([issues.upload[0]])
  expect(titles(await search('uploads', { priority: 'P2' }))).toEqual([])
  expect(titles(await search('users cannot log in', { category: 'done' }))).toEqual([])
  expect(titles(await search('2', { status: 'Done' }))).toEqual([])
})

test('the snippet is plain text around the match', async () => {
  const [hit] = (await search('austria')).items
  expect(hit?.snippet).toContain('Austria has 20 percent')
  expect(hit?.snippet).not.toContain('\n')
  expect(hit?.highlights.snippet.map(({ start, end }) => hit.snippet.slice(start, end))).toEqual(['Austria'])
  expect((await search('invoices')).items[0]?.highlights.title).toEqual([{ start: 0, end: 7 }])
})

test.each([
  "'",
  '"',
  '%',
  '_',
  '\\',
  '&|!()<->:*',
  "'; drop table dispatch_issue; --",
  '\u0000',
  '🙂',
  '-',
  '!!',
  'a'.repeat(500),
  '"unclosed phrase',
  '"to be or not"',
  'to be or not to be',
  '""',
  '-"',
  '登',
  '登录 🙂 login',
  'a:b:c:1:2:3',
  "o'neil\\",
  'word '.repeat(100),
  '((((',
  ':* :*',
])('%j is just a text', async (q) => {
  expect(Array.isArray((await searchIssues(workspace.person(), { q, limit: 5 })).items)).toBe(true)
})

test('similar issues leave out the issue itself, and a reworded twin is a likely duplicate', async () => {
  const twin = await createIssue(workspace.person(), {
    title: 'Sign-in is broken after people reset the password',
    description: '',
  })
  await runtime.jobs.drain()
  const result = await findSimilar(workspace.person(), { issueId: ids.login ?? '', limit: 5 })
  expect(result.items[0]).toMatchObject({ issue: { id: twin.id }, likely_duplicate: true })
  expect(result.items.map(({ issue }) => issue.id)).not.toContain(ids.login)
  expect(result.items.find(({ issue }) => issue.id === ids.invoice)?.likely_duplicate ?? false).toBe(false)
  await deleteIssue(workspace.person(), twin.id)
  expect(titles(await search('Sign-in is broken after people reset the password'))).not.toContain(
    'Sign-in is broken after people reset the password',
  )
})

test('nothing of another workspace is found', async () => {
  const other = await seededWorkspace(runtime)
  await createIssue(other.person(), { title: 'Sign-in broken, a secret of the neighbours' })
  await runtime.jobs.drain()
  expect(titles(await search('sign-in broken secret neighbours'))).not.toContain('Sign-in broken, a secret of the neighbours')
  await expect(findSimilar(other.person(), { issueId: ids.login ?? '', limit: 5 })).rejects.toMatchObject({ status: 404 })
})

test('a changed description gets a new vector, an unchanged text keeps its own', async () => {
  const vectorOf = () =>
    runtime.database.kysely
      .selectFrom('dispatch_embedding')
      .select(['content_hash', 'updated_at'])
      .where('issue_id', '=', ids.invoice ?? '')
      .executeTakeFirstOrThrow()
  const before = await vectorOf()
  runtime.advance(60)
  await updateIssue(workspace.person(), { id: ids.invoice ?? '', changes: { priority: 'P2' } })
  await runtime.jobs.sweepNow('search.backfill')
  const touched = await vectorOf()
  expect(touched.content_hash).toBe(before.content_hash)
  expect(touched.updated_at.getTime()).toBeGreaterThan(before.updated_at.getTime())
  await updateIssue(workspace.person(), {
    id: ids.invoice ?? '',
    changes: { description: 'Austria has 20 percent, Germany 19.' },
  })
  await runtime.jobs.drain()
  expect((await vectorOf()).content_hash).not.toBe(before.content_hash)
})

test('over HTTP: hits, status and similar; bad input is refused', async () => {
  const api = createApi(runtime, [searchRoutes()])
  const key = await workspace.apiKey('read')
  await ask('invoice')
  const found = await request(api, { path: '/api/search?q=invoice&limit=1', key })
  expect(await found.json()).toMatchObject({
    mode: 'hybrid',
    items: [{ issue: { id: ids.invoice }, matched_by: expect.any(Array), snippet: expect.any(String) }],
  })
  expect((await request(api, { path: '/api/search/status', key })).status).toBe(200)
  expect((await request(api, { path: `/api/issues/${workspace.prefix}-1/similar`, key })).status).toBe(200)
  expect((await request(api, { path: `/api/issues/${workspace.prefix}-999/similar`, key })).status).toBe(404)
  for (const path of [
    '/api/search',
    '/api/search?q=',
    '/api/search?q=x&limit=51',
    `/api/search?q=${'x'.repeat(501)}`,
    '/api/search?q=x&priority=P9',
  ]) {
    expect((await request(api, { path, key })).status, path).toBe(422)
  }
  expect((await request(api, { path: '/api/search?q=x' })).status).toBe(401)
})

test('a run reads no words of other issues: neither by search nor by likeness', async () => {
  const ctx = { ...workspace.person(), actor: { type: 'run' as const, id: 'run_1', name: 'Claude' }, runIssueId: ids.login ?? '' }
  await expect(searchIssues(ctx, searchQuery.parse({ q: 'invoice' }))).rejects.toMatchObject({ status: 403 })
  await expect(findSimilar(ctx, { issueId: ids.login ?? '', limit: 5 })).rejects.toMatchObject({ status: 403 })
  await expect(nameSimilar(ctx, { issueId: ids.invoice ?? '', limit: 5 })).rejects.toMatchObject({ status: 403 })
  for (const name of await nameSimilar(ctx, { issueId: ids.login ?? '', limit: 5 })) {
    expect(Object.keys(name).sort()).toEqual(['identifier', 'similarity', 'status'])
  }
})
