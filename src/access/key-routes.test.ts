import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, createApi } from '#src/platform/http/app.ts'
import { request, type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { createKeyRoutes } from './key-routes.ts'

let runtime: TestRuntime
let home: TestWorkspace
let other: TestWorkspace
let api: App

beforeAll(async () => {
  runtime = await testRuntime()
  home = await testWorkspace(runtime)
  other = await testWorkspace(runtime)
  api = createApi(runtime, [createKeyRoutes()])
})
afterAll(() => runtime.close())

const create = (
  body: unknown,
  caller: { key?: string; cookie?: string; headers?: Record<string, string> } = { key: home.adminKey },
) => request(api, { method: 'POST', path: '/api/keys', body, ...caller })
const list = async (key: string, query = '') => (await request(api, { path: `/api/keys${query}`, key })).json()

test('a new key is shown once, works at once, and is stored as a hash', async () => {
  const response = await create({ name: 'CI', scopes: ['read', 'deploy'] })
  const made = await response.json()
  expect(response.status).toBe(201)
  expect(made).toMatchObject({ name: 'CI', scopes: ['read', 'deploy'], last_used_at: null, revoked_at: null })
  expect(made.key).toMatch(/^dsp_[\w-]{43}$/)
  expect(made.hint).toBe(`dsp_…${made.key.slice(-4)}`)
  expect((await request(api, { path: '/api/keys', key: made.key })).status).toBe(403)
  const kept = [
    await runtime.database.kysely.selectFrom('dispatch_api_key').selectAll().execute(),
    await runtime.database.kysely.selectFrom('dispatch_event').selectAll().execute(),
    await list(home.adminKey),
  ]
  expect(JSON.stringify(kept)).not.toContain(made.key)
  const event = await runtime.database.kysely
    .selectFrom('dispatch_event')
    .selectAll()
    .where('type', '=', 'key.created')
    .executeTakeFirstOrThrow()
  expect(event).toMatchObject({ subject_type: 'key', subject_id: made.id, payload: { name: 'CI', scopes: ['read', 'deploy'] } })
})

test('a repeated creation makes no second key and shows no secret again', async () => {
  const headers = { 'idempotency-key': 'once' }
  const body = { name: 'Once', scopes: ['read'] }
  expect((await create(body, { key: home.adminKey, headers })).status).toBe(201)
  const second = await create(body, { key: home.adminKey, headers })
  expect([second.status, await second.json()]).toMatchObject([409, { code: 'already_created' }])
  const { items } = await list(home.adminKey)
  expect(items.filter((item: { name: string }) => item.name === 'Once')).toHaveLength(1)
})

test('a revoked key is refused, stays in the list, and the log says who did it', async () => {
  const { id, key } = await (await create({ name: 'Old', scopes: ['admin'] })).json()
  const remove = () => request(api, { method: 'DELETE', path: `/api/keys/${id}`, key: home.adminKey })
  expect((await remove()).status).toBe(204)
  expect((await request(api, { path: '/api/keys', key })).status).toBe(401)
  expect((await list(home.adminKey)).items.find((item: { id: string }) => item.id === id)).toMatchObject({
    revoked_at: runtime.clock.now().toISOString(),
  })
  expect((await remove()).status).toBe(204)
  const events = await runtime.database.kysely
    .selectFrom('dispatch_event')
    .selectAll()
    .where('type', '=', 'key.revoked')
    .execute()
  expect(events).toMatchObject([{ subject_id: id, actor: { type: 'key' } }])
})

test('keys of another workspace are not there', async () => {
  const { id } = await (await create({ name: 'Ours', scopes: ['read'] })).json()
  expect((await request(api, { method: 'DELETE', path: `/api/keys/${id}`, key: other.adminKey })).status).toBe(404)
  expect((await list(other.adminKey)).items.map((item: { name: string }) => item.name)).toEqual(['Key with admin'])
})

test('the list pages on, newest first, without gap or repeat', async () => {
  for (let n = 0; n < 5; n++) await create({ name: `Page ${n}`, scopes: ['read'] }, { key: other.adminKey })
  const names: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: { items: { name: string }[]; next_cursor: string | null } = await list(
      other.adminKey,
      `?limit=2${cursor && `&cursor=${cursor}`}`,
    )
    names.push(...page.items.map((item) => item.name))
    cursor = page.next_cursor
  }
  expect(names).toEqual(['Page 4', 'Page 3', 'Page 2', 'Page 1', 'Page 0', 'Key with admin'])
  expect((await request(api, { path: '/api/keys?cursor=nonsense', key: other.adminKey })).status).toBe(422)
})

test('a person whose password is stale must enter it again', async () => {
  const cookie = await home.sessionCookie()
  runtime.advance(12 * 3600 + 1)
  const response = await create({ name: 'X', scopes: ['read'] }, { cookie })
  expect([response.status, await response.json()]).toMatchObject([403, { code: 'password_required' }])
  expect((await create({ name: 'X', scopes: ['read'] }, { cookie: await home.sessionCookie() })).status).toBe(201)
})

test('only admins make keys', async () => {
  for (const scope of ['read', 'write', 'agent', 'deploy'] as const) {
    expect((await create({ name: 'X', scopes: ['admin'] }, { key: await home.apiKey(scope) })).status).toBe(403)
  }
})

test.each([
  {},
  { name: 'X' },
  { name: 'X', scopes: [] },
  { name: 'X', scopes: ['root'] },
  { name: 'X', scopes: ['read', 'read'] },
  { name: '', scopes: ['read'] },
  { name: 'X', scopes: 'read' },
  { name: 'X', scopes: ['read'], key: 'dsp_mine' },
])('%j is refused', async (body) => {
  expect((await create(body)).status).toBe(422)
})
