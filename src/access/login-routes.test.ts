import { access } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type App, createApi } from '#src/platform/http/app.ts'
import { request, type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { hashPassword } from './domain/password.ts'
import { initialPasswordPath, leaveInitialPassword } from './initial-password.ts'
import { createLoginRoutes } from './login-routes.ts'
import { createLoginThrottles } from './login-throttle.ts'
import { createSessionRoutes } from './session-routes.ts'
import { createLoginLink } from './setup.ts'
import { writePassword } from './stored-password.ts'

let runtime: TestRuntime
let home: TestWorkspace
const password = 'correct horse battery'
let api: App

beforeAll(async () => {
  runtime = await testRuntime()
  home = await testWorkspace(runtime)
  const hash = await hashPassword(password, { N: 1024, r: 8, p: 1 })
  await writePassword(runtime.database.kysely, { hash, origin: 'reset' }, runtime.clock.now())
})
afterAll(() => runtime.close())
beforeEach(() => {
  api = createApi(runtime, [createLoginRoutes(), createSessionRoutes()])
})

const post = (
  path: string,
  body?: unknown,
  more: { cookie?: string; headers?: Record<string, string>; remoteAddress?: string } = {},
) => request(api, { method: 'POST', path, ...(body !== undefined && { body }), ...more })
const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? ''
const session = async (cookie: string) => (await request(api, { path: '/api/auth/session', cookie })).json()
const events = (type: string) =>
  runtime.database.kysely.selectFrom('dispatch_event').selectAll().where('type', '=', type).orderBy('seq', 'desc').execute()

test('the password opens a session under a name, and the log says so', async () => {
  const response = await post('/api/auth/login', { password, display_name: ' Ada ' }, { headers: { 'user-agent': 'Probe/1' } })
  expect([response.status, await response.text()]).toEqual([204, ''])
  expect(response.headers.get('set-cookie')).toMatch(
    /^dispatch_session=[\w:+/=]+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/,
  )
  expect(await session(cookieOf(response))).toMatchObject({
    actor: { type: 'person', name: 'Ada' },
    workspace: { id: home.id, prefix: home.prefix, is_demo: false },
    csrf: 'none',
    name_needed: false,
    password_fresh: true,
  })
  const [event] = await events('session.created')
  expect(event).toMatchObject({
    workspace_id: home.id,
    subject_type: 'session',
    actor: { type: 'person', name: 'Ada' },
    payload: { method: 'password', shared_password: true },
  })
})

test('the token of a session is stored nowhere', async () => {
  const cookie = cookieOf(await post('/api/auth/login', { password }))
  const rows = await runtime.database.kysely.selectFrom('dispatch_session').selectAll().execute()
  expect(JSON.stringify(rows)).not.toContain(runtime.secrets.open(cookie.replace('dispatch_session=', ''), 'session cookie'))
})

test('the same name is the same person, another name another', async () => {
  const actorOf = async (display_name: string) =>
    (await session(cookieOf(await post('/api/auth/login', { password, display_name })))).actor.id
  const ada = await actorOf('Ada')
  expect(await actorOf('ADA')).toBe(ada)
  expect(await actorOf('Grace')).not.toBe(ada)
})

test('two first logins under one name at the same moment are one person', async () => {
  const answers = await Promise.all([1, 2].map(() => post('/api/auth/login', { password, display_name: 'Linus' })))
  expect(answers.map((answer) => answer.status)).toEqual([204, 204])
  const rows = await runtime.database.kysely
    .selectFrom('dispatch_user')
    .select('id')
    .where('display_name', '=', 'Linus')
    .execute()
  expect(rows).toHaveLength(1)
})

test('a wrong password is refused and opens nothing', async () => {
  const before = (await events('session.created')).length
  const response = await post('/api/auth/login', { password: `${password}x` })
  expect([response.status, response.headers.get('set-cookie')]).toEqual([401, null])
  expect(await response.json()).toMatchObject({ code: 'invalid_credentials' })
  expect((await events('session.created')).length).toBe(before)
})

test.each([
  {},
  { password: '' },
  { password: 1 },
  { password: 'x'.repeat(1001) },
  { password: 'x', display_name: 'a\u202eb' },
  { password: 'x', display_name: ' ' },
  [],
])('the body %j is refused as it is', async (body) => {
  expect((await post('/api/auth/login', body)).status).toBe(422)
})

test('a page of another site cannot log anybody in', async () => {
  const foreign: Record<string, string>[] = [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]
  for (const headers of foreign) {
    expect((await post('/api/auth/login', { password }, { headers })).status).toBe(403)
  }
  expect((await post('/api/auth/login', { password }, { headers: { origin: 'http://127.0.0.1:3002' } })).status).toBe(204)
})

test('guessing from one address is stopped for that address, and the answer says for how long', async () => {
  api = createApi(runtime, [createLoginRoutes(createLoginThrottles({ each: 2, all: 100, seconds: 60 }))])
  const guess = (remoteAddress: string, text = 'wrong') => post('/api/auth/login', { password: text }, { remoteAddress })
  await Promise.all([guess('203.0.113.1'), guess('203.0.113.1')])
  const third = await guess('203.0.113.1', password)
  expect([third.status, await third.json()]).toMatchObject([429, { code: 'too_many_logins' }])
  expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await guess('203.0.113.2', password)).status).toBe(204)
})

test('whoever knows the password is not held back by earlier mistakes', async () => {
  api = createApi(runtime, [createLoginRoutes(createLoginThrottles({ each: 2, all: 100, seconds: 60 }))])
  const attempt = (text: string) => post('/api/auth/login', { password: text })
  expect([(await attempt('wrong')).status, (await attempt(password)).status, (await attempt('wrong')).status]).toEqual([
    401, 204, 401,
  ])
})

test('guessing from many addresses is stopped for all, but the owner still comes in by link', async () => {
  api = createApi(runtime, [createLoginRoutes(createLoginThrottles({ each: 10, all: 2, seconds: 60 }))])
  const guess = (n: number) => post('/api/auth/login', { password: 'wrong' }, { remoteAddress: `203.0.113.${n}` })
  expect([(await guess(1)).status, (await guess(2)).status, (await guess(3)).status]).toEqual([401, 401, 429])
  const token = (await createLoginLink(runtime)).url.split('#token=')[1]
  expect((await post('/api/auth/link', { token })).status).toBe(204)
})

test('guessing at the confirmation is stopped for that session', async () => {
  const cookie = cookieOf(await post('/api/auth/login', { password }))
  for (let n = 0; n < 10; n++) expect((await post('/api/auth/confirm', { password: 'wrong' }, { cookie })).status).toBe(401)
  expect((await post('/api/auth/confirm', { password }, { cookie })).status).toBe(429)
  const other = cookieOf(await post('/api/auth/login', { password }))
  expect((await post('/api/auth/confirm', { password }, { cookie: other })).status).toBe(204)
})

test('a link logs in once, within fifteen minutes', async () => {
  const tokenOf = (url: string) => url.split('#token=')[1]
  const { url } = await createLoginLink(runtime)
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:3002\/login#token=dsl_/)
  expect((await post('/api/auth/link', { token: tokenOf(url) })).status).toBe(204)
  const second = await post('/api/auth/link', { token: tokenOf(url) })
  expect([second.status, await second.json()]).toMatchObject([401, { code: 'invalid_credentials' }])
  const late = await createLoginLink(runtime)
  runtime.advance(15 * 60)
  expect((await post('/api/auth/link', { token: tokenOf(late.url) })).status).toBe(401)
})

test('of many who use one link at the same moment one comes in', async () => {
  const token = (await createLoginLink(runtime)).url.split('#token=')[1]
  const statuses = await Promise.all(Array.from({ length: 8 }, async () => (await post('/api/auth/link', { token })).status))
  expect(statuses.filter((status) => status === 204)).toHaveLength(1)
})

test('the waiting first password is deleted by the first login that used it, not by a link', async () => {
  const directory = runtime.config.DISPATCH_DATA_DIR
  const isWaiting = () =>
    access(initialPasswordPath(directory)).then(
      () => true,
      () => false,
    )
  await leaveInitialPassword(directory, password)
  await post('/api/auth/link', { token: (await createLoginLink(runtime)).url.split('#token=')[1] })
  expect(await isWaiting()).toBe(true)
  await post('/api/auth/login', { password })
  expect(await isWaiting()).toBe(false)
})

test('the cookie is Secure where the page came over TLS', async () => {
  const publicUrl = 'https://dispatch.example.com'
  const behindTls = { ...runtime, config: { ...runtime.config, DISPATCH_PUBLIC_URL: publicUrl } }
  const tlsApi = createApi(behindTls, [createLoginRoutes()])
  const logIn = (headers: Record<string, string>) =>
    request(tlsApi, { method: 'POST', path: '/api/auth/login', body: { password }, headers })
  expect((await logIn({ host: 'dispatch.example.com', origin: publicUrl })).headers.get('set-cookie')).toMatch(/; Secure$/)
  expect((await logIn({})).headers.get('set-cookie')).not.toContain('Secure')
  expect((await createLoginLink(behindTls)).url).toMatch(/^https:\/\/dispatch\.example\.com\/login#token=/)
})

test('entering the password again makes it fresh', async () => {
  const cookie = cookieOf(await post('/api/auth/login', { password }))
  runtime.advance(12 * 3600 + 1)
  expect(await session(cookie)).toMatchObject({ password_fresh: false })
  expect((await post('/api/auth/confirm', { password: 'wrong' }, { cookie })).status).toBe(401)
  expect(await session(cookie)).toMatchObject({ password_fresh: false })
  expect((await post('/api/auth/confirm', { password }, { cookie })).status).toBe(204)
  expect(await session(cookie)).toMatchObject({ password_fresh: true })
  const query = runtime.database.kysely.selectFrom('dispatch_event').select(['subject_type', 'actor', 'payload'])
  expect(await query.where('type', '=', 'session.confirmed').orderBy('seq', 'desc').limit(1).execute()).toMatchObject([
    { subject_type: 'session', actor: { type: 'person' }, payload: { shared_password: true } },
  ])
})

test('a key has no password to confirm', async () => {
  const response = await request(api, { method: 'POST', path: '/api/auth/confirm', key: home.adminKey, body: { password } })
  expect([response.status, await response.json()]).toMatchObject([403, { code: 'actor_not_allowed' }])
})

test('logging out ends the session, takes the cookie, and may be repeated', async () => {
  const cookie = cookieOf(await post('/api/auth/login', { password }))
  const first = await post('/api/auth/logout', undefined, { cookie })
  expect([first.status, first.headers.get('set-cookie')]).toEqual([
    204,
    'dispatch_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax',
  ])
  expect((await request(api, { path: '/api/auth/session', cookie })).status).toBe(401)
  expect((await events('session.revoked'))[0]).toMatchObject({ payload: { reason: 'logged_out' } })
  expect((await post('/api/auth/logout', undefined, { cookie })).status).toBe(204)
  expect((await post('/api/auth/logout')).status).toBe(204)
})

test('another site cannot log anybody out', async () => {
  const cookie = cookieOf(await post('/api/auth/login', { password }))
  expect((await post('/api/auth/logout', undefined, { cookie, headers: { origin: 'https://evil.example' } })).status).toBe(403)
  expect((await request(api, { path: '/api/auth/session', cookie })).status).toBe(200)
})
