import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApi, createRoutes } from '#src/platform/http/app.ts'
import { request, type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { authenticateRequest } from './authenticate.ts'
import { hashToken } from './domain/tokens.ts'
import { isStillValid } from './is-still-valid.ts'
import { requireAccess } from './require-access.ts'

const environmentKey = 'a-bootstrap-key-of-24-or-more'
let runtime: TestRuntime
let home: TestWorkspace
let other: TestWorkspace

beforeAll(async () => {
  runtime = await testRuntime({ environment: { DISPATCH_API_KEY: environmentKey } })
  home = await testWorkspace(runtime)
  other = await testWorkspace(runtime)
})
afterAll(() => runtime.close())

const call = (headers: Record<string, string>, method = 'GET') =>
  authenticateRequest(runtime, { method, path: '/api/issues', headers: new Headers({ host: '127.0.0.1:3002', ...headers }) })

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

test('an API key acts as itself in its own workspace, with what its scopes imply', async () => {
  const ctx = await call(bearer(await other.apiKey('write')))
  expect(ctx).toMatchObject({ workspaceId: other.id, actor: { type: 'key', name: 'Key with write' }, now: runtime.clock.now() })
  expect([...ctx.scopes].sort()).toEqual(['read', 'write'])
})

test('the last use of a key is recorded once a minute', async () => {
  const key = await home.apiKey('read')
  const lastUse = async () => {
    const row = await runtime.database.kysely
      .selectFrom('dispatch_api_key')
      .select('last_used_at')
      .where('key_hash', '=', hashToken(key))
      .executeTakeFirstOrThrow()
    return row.last_used_at
  }
  await call(bearer(key))
  const first = await lastUse()
  expect(first).toEqual(runtime.clock.now())
  runtime.advance(59)
  await call(bearer(key))
  expect(await lastUse()).toEqual(first)
  runtime.advance(1)
  await call(bearer(key))
  expect(await lastUse()).toEqual(runtime.clock.now())
})

test('the key of the environment is an admin of the default workspace', async () => {
  const ctx = await call(bearer(environmentKey))
  expect(ctx).toMatchObject({ workspaceId: home.id, actor: { type: 'key', id: 'key_environment' } })
  expect(ctx.scopes.has('admin')).toBe(true)
  expect(await isStillValid(runtime, ctx)).toBe(true)
})

test.each([
  ['', 'unauthorized'],
  ['Bearer', 'unauthorized'],
  ['Basic dXNlcjpwYXNz', 'unauthorized'],
  ['Bearer one two', 'unauthorized'],
  ['Bearer x', 'invalid_token'],
  [`Bearer ${environmentKey}x`, 'invalid_token'],
  [`Bearer dsp_${'A'.repeat(43)}`, 'invalid_token'],
  [`Bearer dsr_${'A'.repeat(43)}`, 'invalid_token'],
  [`Bearer ${'y'.repeat(10_000)}`, 'invalid_token'],
])('the authorization %j is refused with %s, whatever cookie comes along', async (authorization, code) => {
  await expect(call({ authorization, cookie: await home.sessionCookie() })).rejects.toMatchObject({ status: 401, code })
})

test('a revoked key is refused at once, and its open streams end', async () => {
  const key = await home.apiKey('read')
  const ctx = await call(bearer(key))
  await runtime.database.kysely
    .updateTable('dispatch_api_key')
    .set({ revoked_at: ctx.now })
    .where('key_hash', '=', hashToken(key))
    .execute()
  await expect(call(bearer(key))).rejects.toMatchObject({ status: 401 })
  expect(await isStillValid(runtime, ctx)).toBe(false)
})

test('a session is its person, with all scopes and the time of the password', async () => {
  const ctx = await call({ cookie: await home.sessionCookie() })
  expect(ctx).toMatchObject({
    workspaceId: home.id,
    actor: { type: 'person', id: home.userId },
    session: { confirmedAt: runtime.clock.now() },
  })
  expect(ctx.scopes.has('admin')).toBe(true)
})

test('a session that is used lives on, an unused one ends after thirty days', async () => {
  const cookie = await home.sessionCookie()
  for (let month = 0; month < 3; month++) {
    runtime.advance(29 * 86_400)
    await call({ cookie })
  }
  const ctx = await call({ cookie })
  runtime.advance(30 * 86_400)
  await expect(call({ cookie })).rejects.toMatchObject({ status: 401, code: 'session_ended' })
  expect(await isStillValid(runtime, ctx)).toBe(false)
})

test.each(['', 'x', 'v1:', 'v1:AAAA', `v1:${'A'.repeat(200)}`, 'v2:abc', '%E0%A4%A', 'v1:é', `dss_${'A'.repeat(43)}`])(
  'a forged cookie %j is nobody',
  async (value) => {
    await expect(call({ cookie: `dispatch_session=${encodeURI(value)}` })).rejects.toMatchObject({ status: 401 })
  },
)

test('a change by cookie needs our own origin, a bearer token needs none', async () => {
  const cookie = await home.sessionCookie()
  await expect(call({ cookie }, 'POST')).rejects.toMatchObject({ status: 403, code: 'foreign_origin' })
  await expect(call({ cookie, origin: 'https://evil.example' }, 'POST')).rejects.toMatchObject({ status: 403 })
  await expect(call({ cookie, 'sec-fetch-site': 'cross-site' })).rejects.toMatchObject({ status: 403 })
  expect((await call({ cookie, origin: 'http://127.0.0.1:3002' }, 'POST')).actor.type).toBe('person')
  expect((await call({ ...bearer(environmentKey), origin: 'https://evil.example' }, 'POST')).actor.type).toBe('key')
})

test('people may name another workspace, keys may not', async () => {
  const cookie = await home.sessionCookie()
  expect((await call({ cookie, 'x-dispatch-workspace': other.id })).workspaceId).toBe(other.id)
  await expect(call({ cookie, 'x-dispatch-workspace': 'wsp_unknown' })).rejects.toMatchObject({ status: 404 })
  await expect(call({ ...bearer(home.adminKey), 'x-dispatch-workspace': other.id })).rejects.toMatchObject({ status: 403 })
  expect((await call({ ...bearer(home.adminKey), 'x-dispatch-workspace': home.id })).workspaceId).toBe(home.id)
})

test('a session whose workspace was deleted goes on in the default one, its keys end', async () => {
  const gone = await testWorkspace(runtime)
  const cookie = await gone.sessionCookie()
  await runtime.database.kysely
    .updateTable('dispatch_workspace')
    .set({ deleted_at: runtime.clock.now() })
    .where('id', '=', gone.id)
    .execute()
  expect((await call({ cookie })).workspaceId).toBe(home.id)
  await expect(call(bearer(gone.adminKey))).rejects.toMatchObject({ status: 401 })
})

test('a route with a scope answers 401 to nobody, 403 to too few scopes, and hands its context on', async () => {
  const routes = createRoutes()
  routes.get('/api/probe', requireAccess('issue.write'), (c) => c.json({ workspace: c.get('ctx').workspaceId }))
  const api = createApi(runtime, [routes])
  const anonymous = await request(api, { path: '/api/probe' })
  expect([anonymous.status, anonymous.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  const reader = await request(api, { path: '/api/probe', key: await home.apiKey('read') })
  expect([reader.status, await reader.json()]).toMatchObject([
    403,
    { code: 'missing_scope', detail: 'issue.write needs a key with the scope write or admin.' },
  ])
  const admin = await request(api, { path: '/api/probe', key: home.adminKey })
  expect(await admin.json()).toEqual({ workspace: home.id })
})
