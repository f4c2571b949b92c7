import { afterAll, beforeAll, expect, test } from 'vitest'
import { createIssue } from '#src/issues/create-issue.ts'
import { updateIssue } from '#src/issues/update-issue.ts'
import { request, type TestRuntime, type TestWorkspace } from '#test/runtime.ts'
import type { StandIn } from '#test/stand-ins/http.ts'
import { startOpenAiApi } from '#test/stand-ins/openai-api.ts'
import { testTracker, trackerQueues } from '#test/tracker.ts'
import { createApi } from '../platform/http/app.ts'
import type { Runtime } from '../platform/runtime.ts'
import { createEmbedders, type Embedders } from './create-embedder.ts'
import { findSimilar } from './find-similar.ts'
import { sweeps } from './jobs.ts'
import { readSearchStatus } from './read-status.ts'
import { searchRoutes } from './routes.ts'
import { searchQuery } from './schemas.ts'
import { searchIssues } from './search-issues.ts'

const localName = 'energetic-512'
const remoteName = 'text-embedding-3-small'
const titles = [
  'Sign-in broken for people who reset their password',
  'Invoice PDF shows wrong VAT',
  'Uploads of large files time out',
  'Dragging a card leaves the board stale',
]
const paraphrase = 'users cannot log in'

let openai: StandIn
let runtime: TestRuntime
let workspace: TestWorkspace
let local: Embedders
let remote: Embedders
const opened: Embedders[] = []

beforeAll(async () => {
  openai = await startOpenAiApi()
  ;({ runtime, workspace } = await testTracker({ jobs: trackerQueues }))
  local = open({})
  remote = open({ OPENAI_API_KEY: 'sk-test' })
  for (const title of titles) await createIssue(workspace.person(), { title })
  await backfill(local)
  // The first search text starts the thread, which may take longer than a search waits.
  await local.embedder.embedQuery(paraphrase)
  await remote.formerEmbedders[0]?.embedQuery(paraphrase)
})
afterAll(async () => {
  await runtime.close()
  await openai.close()
  for (const { embedder, formerEmbedders } of opened) for (const each of [embedder, ...formerEmbedders]) await each.close()
})

function open(settings: { OPENAI_API_KEY?: string; DISPATCH_SEARCH_MODEL?: 'local' | 'openai' }): Embedders {
  const embedders = createEmbedders({ OPENAI_BASE_URL: openai.url, ...settings }, fetch)
  opened.push(embedders)
  return embedders
}
const as = (embedders: Embedders): Runtime => ({ ...runtime, ...embedders })
const person = (embedders: Embedders) => ({ ...workspace.person(), system: as(embedders) })
const search = (embedders: Embedders, q: string) => searchIssues(person(embedders), searchQuery.parse({ q }))
/** A busy machine may be too slow for the patience of a search: what was asked once is there at once. */
const searchWarm = async (embedders: Embedders, q: string) => {
  await Promise.all([embedders.embedder, ...embedders.formerEmbedders].map((each) => each.embedQuery(q)))
  return search(embedders, q)
}
const status = (embedders: Embedders) => readSearchStatus(person(embedders))
const stateOf = async (embedders: Embedders, model: string) =>
  (await status(embedders)).models.find((each) => each.model === model)
const vectors = (model: string) =>
  runtime.database.kysely.selectFrom('dispatch_embedding').select('issue_id').where('model', '=', model).execute()

async function backfill(embedders: Embedders): Promise<void> {
  await sweeps.find(({ name }) => name === 'search.backfill')?.run(as(embedders), { signal: AbortSignal.timeout(20_000) })
}

/** As if the pause, or the ten minutes in which a model still counts as used, had passed. */
async function letTimePass(): Promise<void> {
  const db = runtime.database.kysely
  await db
    .updateTable('dispatch_embedding_model')
    .set({ paused_until: new Date(0) })
    .where('paused_until', 'is not', null)
    .execute()
  await db
    .updateTable('dispatch_embedding')
    .set({ made_at: new Date(0) })
    .execute()
}

test('with a key the old vectors answer until the new ones are there, and a failing service costs no issue a try', async () => {
  expect(await status(remote)).toMatchObject({ model: remoteName, serving: localName, missing: 4 })
  openai.next.push({ status: 429, json: {}, headers: { 'retry-after': '120' } })
  await expect(backfill(remote)).rejects.toMatchObject({ code: 'embedding_unavailable' })
  const paused = await stateOf(remote, remoteName)
  expect(paused).toMatchObject({
    done: 0,
    waiting: 4,
    failed: 0,
    role: 'filling',
    last_error: 'The embeddings API answered HTTP 429.',
  })
  expect(Date.parse(paused?.paused_until ?? '') - Date.now()).toBeGreaterThan(100_000)
  const asked = openai.asked.length
  await backfill(remote)
  expect(openai.asked).toHaveLength(asked)
  expect(await searchWarm(remote, paraphrase)).toMatchObject({
    mode: 'hybrid',
    items: [{ issue: { title: titles[0] }, matched_by: ['vector'] }],
  })
})

test.each([
  ['a failure of the server', { status: 500, json: {} }],
  ['vectors of another length', { status: 200, json: { data: [{ index: 0, embedding: [1, 2, 3] }] } }],
  ['a cut connection', 'drop' as const],
  ['a refused key', { status: 401, json: {} }],
])('%s stores nothing, is tried again later, and search goes on', async (_, answer) => {
  await letTimePass()
  openai.next.push(answer)
  await expect(backfill(remote)).rejects.toMatchObject({ status: 502 })
  expect(await vectors(remoteName)).toEqual([])
  expect(await stateOf(remote, remoteName)).toMatchObject({
    failed: 0,
    waiting: 4,
    last_error: expect.stringContaining('embeddings API'),
  })
  expect((await searchWarm(remote, paraphrase)).items[0]).toMatchObject({ issue: { title: titles[0] } })
})

test('half way each issue is ranked by one model only, and nothing is lost', async () => {
  await letTimePass()
  await createIssue(workspace.person(), { title: 'Zebra crossing is painted twice' })
  // Only the new issue has a vector of the new model, as after a failure in the middle.
  await runtime.database.kysely
    .insertInto('dispatch_embedding_problem')
    .columns(['issue_id', 'model', 'reason', 'detail', 'issue_updated_at', 'retry_at'])
    .expression((eb) =>
      eb
        .selectFrom('dispatch_issue')
        .select((row) => [
          'id',
          row.val(remoteName).as('model'),
          row.val('failed').as('reason'),
          row.val('later').as('detail'),
          'updated_at',
          row.val(new Date('2100-01-01')).as('retry_at'),
        ])
        .where('title', 'in', titles),
    )
    .execute()
  await backfill(remote)
  expect(await vectors(remoteName)).toHaveLength(1)
  expect(await status(remote)).toMatchObject({ model: remoteName, serving: localName })
  expect((await searchWarm(remote, paraphrase)).items[0]).toMatchObject({ issue: { title: titles[0] }, matched_by: ['vector'] })
  expect((await searchWarm(remote, 'zebra crossing')).items[0]?.matched_by).toContain('vector')
  expect((await findSimilar(person(remote), { issueId: `${workspace.prefix}-1`, limit: 3 })).mode).toBe('hybrid')
})

test('when the new model has nearly all it answers, and the old vectors are removed', async () => {
  await runtime.database.kysely.deleteFrom('dispatch_embedding_problem').execute()
  // Another process, not yet restarted with the key, still makes vectors of the old model.
  await runtime.database.kysely
    .updateTable('dispatch_embedding')
    .set({ made_at: new Date() })
    .where('model', '=', localName)
    .execute()
  await backfill(remote)
  expect(await status(remote)).toMatchObject({
    serving: remoteName,
    embedded: 5,
    missing: 0,
    models: [
      { model: remoteName, role: 'serving' },
      { model: localName, role: 'retiring' },
    ],
  })
  expect(await vectors(localName)).toHaveLength(4)
  await letTimePass()
  await backfill(remote)
  expect(await vectors(localName)).toEqual([])
  expect((await status(remote)).models).toHaveLength(1)
  expect((await searchWarm(remote, 'invoice vat')).items[0]).toMatchObject({
    issue: { title: titles[1] },
    matched_by: ['text', 'vector'],
  })
})

test('a service that is down costs a search its vectors, and after two failures no time', async () => {
  openai.next.push({ status: 500, json: {} }, { status: 500, json: {} })
  expect(await search(remote, 'zebra one')).toMatchObject({ mode: 'lexical' })
  expect(await search(remote, 'zebra two')).toMatchObject({ mode: 'lexical' })
  const asked = openai.asked.length
  expect(await search(remote, 'zebra three')).toMatchObject({
    mode: 'lexical',
    items: [{ issue: { title: 'Zebra crossing is painted twice' } }],
  })
  expect(openai.asked).toHaveLength(asked)
})

test('back to the local model with the key kept: the remote vectors answer meanwhile', async () => {
  const back = open({ OPENAI_API_KEY: 'sk-test', DISPATCH_SEARCH_MODEL: 'local' })
  expect(await status(back)).toMatchObject({ model: localName, serving: remoteName })
  expect((await searchWarm(back, 'invoice vat')).items[0]?.matched_by).toContain('vector')
})

test('the key is removed: words answer at once, the local vectors as they are made, and the remote ones go', async () => {
  const title = 'Invoice PDF shows the wrong VAT rate'
  await updateIssue(workspace.person(), { id: `${workspace.prefix}-2`, changes: { title } })
  expect(await status(local)).toMatchObject({ model: localName, serving: localName, missing: 5 })
  expect((await searchWarm(local, 'vat rate')).items[0]).toMatchObject({ issue: { title }, matched_by: ['text'] })
  await backfill(local)
  expect((await searchWarm(local, paraphrase)).items[0]).toMatchObject({ issue: { title: titles[0] }, matched_by: ['vector'] })
  await letTimePass()
  await backfill(local)
  expect(await vectors(remoteName)).toEqual([])
  expect(await status(local)).toMatchObject({
    embedded: 5,
    missing: 0,
    models: [{ model: localName, role: 'serving', eta_seconds: 0 }],
  })
})

test('over HTTP the status of both models is told, and no key', async () => {
  const api = createApi(as(remote), [searchRoutes()])
  const answer = await request(api, { path: '/api/search/status', key: await workspace.apiKey('read') })
  const text = await answer.text()
  expect(answer.status).toBe(200)
  expect(JSON.parse(text)).toMatchObject({ model: remoteName, serving: localName })
  expect(text).not.toContain('sk-test')
})
