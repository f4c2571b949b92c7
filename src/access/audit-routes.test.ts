import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, createApi } from '#src/platform/http/app.ts'
import { testMember } from '#test/members.ts'
import { request, type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { hashPassword } from './domain/password.ts'
import { createAccessRoutes } from './routes.ts'
import { writePassword } from './stored-password.ts'

let runtime: TestRuntime
let home: TestWorkspace
let api: App

beforeAll(async () => {
  runtime = await testRuntime()
  home = await testWorkspace(runtime)
  api = createApi(runtime, [createAccessRoutes()])
  const hash = await hashPassword('correct horse battery', { N: 1024, r: 8, p: 1 })
  await writePassword(runtime.database.kysely, { hash, origin: 'reset' }, runtime.clock.now())
})
afterAll(() => runtime.close())

interface Entry {
  seq: number
  type: string
  actor: { id: string; name: string }
  payload: Record<string, unknown>
}

const audit = async (query = '', key = home.adminKey): Promise<{ items: Entry[]; next_cursor: string | null }> =>
  (await request(api, { path: `/api/audit${query}`, key })).json()
const logIn = (password: string, remoteAddress = '203.0.113.9') =>
  request(api, { method: 'POST', path: '/api/auth/login', body: { password, display_name: 'Ada' }, remoteAddress })

test('logins that worked, failed and were throttled stand in the trail with their address and without what was tried', async () => {
  await logIn('correct horse battery')
  for (let n = 0; n < 13; n++) await logIn('a wrong guess')
  const { items } = await audit('?type=session&type=login')
  expect(items.filter(({ type }) => type === 'login.throttled')).toMatchObject([
    { payload: { method: 'password', reason: 'too_many_logins', address: '203.0.113.9' } },
  ])
  expect(items.filter(({ type }) => type === 'login.failed')).toHaveLength(10)
  expect(items.at(-1)).toMatchObject({
    type: 'session.created',
    actor: { name: 'Ada' },
    payload: { method: 'password', shared_password: true, address: '203.0.113.9' },
  })
  expect(JSON.stringify(items)).not.toContain('a wrong guess')
})

test('a key stands in the trail when it is made, at each new address of a day, and when it is revoked', async () => {
  const made = await request(api, {
    method: 'POST',
    path: '/api/keys',
    body: { name: 'CI', scopes: ['read'] },
    key: home.adminKey,
  })
  const { id, key } = await made.json()
  const use = (remoteAddress: string) => request(api, { path: '/api/auth/session', key, remoteAddress })
  for (const address of ['203.0.113.1', '203.0.113.1', '203.0.113.2', '203.0.113.1']) await use(address)
  runtime.advance(86_400)
  await use('203.0.113.1')
  await request(api, { method: 'DELETE', path: `/api/keys/${id}`, key: home.adminKey })
  const trail = (await audit('?type=key')).items.filter(({ payload }) => payload.name === 'CI').toReversed()
  expect(trail.map(({ type, payload }) => [type, payload.address])).toEqual([
    ['key.created', undefined],
    ['key.used', '203.0.113.1'],
    ['key.used', '203.0.113.2'],
    ['key.used', '203.0.113.1'],
    ['key.revoked', undefined],
  ])
  expect(JSON.stringify(trail)).not.toContain(key)
})

test('uses at the same moment are noted once', async () => {
  const key = await home.apiKey('read')
  await Promise.all([1, 2, 3, 4].map(() => request(api, { path: '/api/auth/session', key, remoteAddress: '203.0.113.77' })))
  const noted = (await audit('?type=key.used')).items.filter(({ payload }) => payload.address === '203.0.113.77')
  expect(noted).toHaveLength(1)
})

test('the trail pages back without gap or repeat, and is narrowed by actor and time', async () => {
  const all = (await audit('?limit=200')).items
  const paged: Entry[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: Entry[]; next_cursor: string | null } = await audit(`?limit=3${cursor && `&cursor=${cursor}`}`)
    paged.push(...page.items)
    cursor = page.next_cursor
  }
  expect(paged.map(({ seq }) => seq)).toEqual(all.map(({ seq }) => seq))
  const someone = all.find(({ type }) => type === 'session.created')
  const theirs = (await audit(`?actor=${someone?.actor.id}`)).items
  expect(new Set(theirs.map(({ actor }) => actor.id))).toEqual(new Set([someone?.actor.id]))
  const now = runtime.clock.now().toISOString()
  expect((await audit(`?since=${now}`)).items.length).toBeLessThan(all.length)
  expect((await audit(`?until=2020-01-01T00:00:00.000Z`)).items).toEqual([])
})

test('a viewer reads no trail, an admin only that of their own workspace', async () => {
  const other = await testWorkspace(runtime)
  const [viewer, admin] = [await testMember(runtime, home.id, 'viewer'), await testMember(runtime, other.id, 'admin')]
  expect((await request(api, { path: '/api/audit', cookie: await viewer.cookie() })).status).toBe(403)
  const { items } = await (await request(api, { path: '/api/audit', cookie: await admin.cookie() })).json()
  expect(items).toMatchObject([{ type: 'workspace.created' }])
})

test.each(['?cursor=x', '?since=yesterday', '?limit=0', '?limit=201'])('the query %s is refused', async (query) => {
  expect((await request(api, { path: `/api/audit${query}`, key: home.adminKey })).status).toBe(422)
})
