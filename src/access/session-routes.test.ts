import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, createApi } from '#src/platform/http/app.ts'
import { request, type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { hashPassword } from './domain/password.ts'
import { sealCookie } from './identify-session.ts'
import { logInWithPassword } from './log-in.ts'
import { createSessionRoutes } from './session-routes.ts'
import { writePassword } from './stored-password.ts'

const password = 'correct horse battery'
let runtime: TestRuntime
let home: TestWorkspace
let other: TestWorkspace
let api: App

beforeAll(async () => {
  runtime = await testRuntime()
  const hash = await hashPassword(password, { N: 1024, r: 8, p: 1 })
  await writePassword(runtime.database.kysely, { hash, origin: 'reset' }, runtime.clock.now())
  home = await testWorkspace(runtime)
  other = await testWorkspace(runtime)
  api = createApi(runtime, [createSessionRoutes()])
})
afterAll(() => runtime.close())

const get = (cookie: string, path = '/api/auth/session') => request(api, { path, cookie })
const patch = (cookie: string, body: unknown) => request(api, { method: 'PATCH', path: '/api/auth/session', body, cookie })
const logIn = async (displayName?: string) =>
  `dispatch_session=${sealCookie(runtime, await logInWithPassword(runtime, password, { displayName }))}`

test('whoever never gave a name is asked, and is that person from then on', async () => {
  await logIn('Ada')
  await logIn('Grace')
  const cookie = await logIn()
  expect(await (await get(cookie)).json()).toMatchObject({ actor: { name: 'Someone' }, name_needed: true })
  const answer = await (await patch(cookie, { display_name: 'Barbara' })).json()
  expect(answer).toMatchObject({ actor: { type: 'person', name: 'Barbara' }, name_needed: false })
  expect(await (await get(cookie)).json()).toMatchObject({ actor: answer.actor })
  const event = await runtime.database.kysely
    .selectFrom('dispatch_event')
    .selectAll()
    .where('type', '=', 'session.renamed')
    .executeTakeFirstOrThrow()
  expect(event.payload).toEqual({ changes: { display_name: ['Someone', 'Barbara'] } })
})

test('reading the session renews the cookie of the browser', async () => {
  const cookie = await home.sessionCookie()
  expect((await get(cookie)).headers.get('set-cookie')).toBe(`${cookie}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax`)
})

test('a session may go to another workspace of the installation', async () => {
  const cookie = await home.sessionCookie()
  expect(await (await patch(cookie, { workspace_id: other.id })).json()).toMatchObject({ workspace: { id: other.id } })
  expect(await (await get(cookie)).json()).toMatchObject({ workspace: { id: other.id } })
  expect((await patch(cookie, { workspace_id: 'wsp_unknown' })).status).toBe(404)
})

test.each([{ display_name: '' }, { display_name: null }, { display_name: 'x'.repeat(81) }, { workspace_id: 7 }, { name: 'x' }])(
  'the change %j is refused',
  async (body) => {
    expect((await patch(await home.sessionCookie(), body)).status).toBe(422)
  },
)

test('a key sees itself and has nothing to change', async () => {
  const key = await other.apiKey('deploy')
  expect(await (await request(api, { path: '/api/auth/session', key })).json()).toMatchObject({
    actor: { type: 'key' },
    workspace: { id: other.id },
    scopes: ['deploy'],
    expires_at: null,
    name_needed: false,
  })
  const response = await request(api, {
    method: 'PATCH',
    path: '/api/auth/session',
    body: { display_name: 'x' },
    key: other.adminKey,
  })
  expect([response.status, await response.json()]).toMatchObject([403, { code: 'actor_not_allowed' }])
})

test('living sessions are listed, and any of them can be ended', async () => {
  const [mine, stolen] = [await home.sessionCookie(), await home.sessionCookie()]
  await get(stolen)
  const { items } = await (await get(mine, '/api/auth/sessions')).json()
  const current = items.filter((item: { is_current: boolean }) => item.is_current)
  expect(current).toHaveLength(1)
  for (const { id } of items.filter((item: { is_current: boolean }) => !item.is_current)) {
    expect((await request(api, { method: 'DELETE', path: `/api/auth/sessions/${id}`, cookie: mine })).status).toBe(204)
  }
  expect((await get(stolen)).status).toBe(401)
  expect((await (await get(mine, '/api/auth/sessions')).json()).items).toHaveLength(1)
  const events = await runtime.database.kysely
    .selectFrom('dispatch_event')
    .select('payload')
    .where('type', '=', 'session.revoked')
    .execute()
  expect(events).toHaveLength(items.length - 1)
})

test('ending an unknown or ended session is a 404', async () => {
  const cookie = await home.sessionCookie()
  for (const id of ['ses_unknown', '%00', 'x'.repeat(101)]) {
    expect((await request(api, { method: 'DELETE', path: `/api/auth/sessions/${id}`, cookie })).status).toBeOneOf([404, 422])
  }
})

test('only admins see who is logged in', async () => {
  expect((await request(api, { path: '/api/auth/sessions', key: await home.apiKey('write') })).status).toBe(403)
  expect((await request(api, { path: '/api/auth/sessions' })).status).toBe(401)
})
