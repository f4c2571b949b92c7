import { expect, test } from 'vitest'
import { accountsKit, newPassword } from '#test/access/accounts.ts'
import { joinWorkspace } from '#test/members.ts'
import { testWorkspace } from '#test/runtime.ts'

const kit = accountsKit()
const { send, post, member, invite, accept, session, events } = kit
const _password = newPassword

test('a password link sets the password once, ends every session, and is for people of this workspace alone', async () => {
  const person = await member('member')
  const before = await person.cookie()
  const link = await post(`/api/members/${person.id}/password-link`, {}, await kit.owner.cookie())
  const token = String(link.body.url).split('#token=')[1]
  expect(link.body.url).toMatch(/\/reset#token=dsw_/)
  const [first, second] = await Promise.all([1, 2].map(() => post('/api/auth/reset', { token, password: 'another long one' })))
  expect([first?.status, second?.status].toSorted()).toEqual([204, 401])
  expect((await session(first?.cookie || second?.cookie || '')).actor.id).toBe(person.id)
  expect((await send({ path: '/api/auth/session', cookie: before })).status).toBe(401)
  expect((await post('/api/auth/login', { email: person.email, password: person.password })).status).toBe(401)
  const other = await testWorkspace(kit.runtime)
  await joinWorkspace(kit.runtime, { workspaceId: other.id, userId: person.id, role: 'viewer' })
  const refused = await post(`/api/members/${person.id}/password-link`, {}, await kit.owner.cookie())
  expect([refused.status, refused.body.code]).toEqual([409, 'other_workspaces'])
  const admin = await member('admin')
  expect((await post(`/api/members/${kit.owner.id}/password-link`, {}, await admin.cookie())).status).toBe(403)
})

test('whoever changes their own password stays, and their other sessions end', async () => {
  const person = await member('viewer')
  const [here, elsewhere] = [await person.cookie(), await person.cookie()]
  const body = { current_password: person.password, password: 'a third long one' }
  expect((await post('/api/auth/password', { ...body, current_password: 'wrong' }, here)).status).toBe(401)
  expect((await post('/api/auth/password', body, here)).status).toBe(204)
  expect([
    (await send({ path: '/api/auth/session', cookie: here })).status,
    (await send({ path: '/api/auth/session', cookie: elsewhere })).status,
  ]).toEqual([200, 401])
  expect((await post('/api/auth/password', body, await kit.home.sessionCookie())).body).toMatchObject({ code: 'shared_password' })
})

test('everybody ends their own sessions, admins those of others, and only owners those of owners', async () => {
  const place = await testWorkspace(kit.runtime)
  const [boss, admin, viewer] = [await member('owner', place), await member('admin', place), await member('viewer', place)]
  const cookies = { boss: await boss.cookie(), admin: await admin.cookie(), viewer: await viewer.cookie() }
  const list = async (cookie: string) =>
    (await send({ path: '/api/auth/sessions', cookie })).body.items.map((item: { user: { id: string } }) => item.user.id)
  expect(await list(cookies.viewer)).toEqual([viewer.id])
  expect((await list(cookies.admin)).toSorted()).toEqual([boss.id, admin.id, viewer.id, place.userId].toSorted())
  const idOf = async (userId: string) => {
    const { items } = (await send({ path: '/api/auth/sessions', cookie: cookies.boss })).body
    return items.find((item: { user: { id: string } }) => item.user.id === userId).id
  }
  const end = async (userId: string, cookie: string) =>
    (await send({ method: 'DELETE', path: `/api/auth/sessions/${await idOf(userId)}`, cookie })).status
  expect(await end(admin.id, cookies.viewer)).toBe(404)
  expect(await end(boss.id, cookies.admin)).toBe(403)
  expect(await end(viewer.id, cookies.admin)).toBe(204)
  expect(await end(admin.id, cookies.boss)).toBe(204)
  const byKey = async (userId: string) =>
    (await send({ method: 'DELETE', path: `/api/auth/sessions/${await idOf(userId)}`, key: place.adminKey })).status
  expect([await byKey(boss.id), await byKey(place.userId)]).toEqual([403, 204])
  const stranger = await (await member('owner')).cookie()
  expect(await end(boss.id, stranger)).toBe(404)
})

test('a login opens a new session, whatever the browser had before', async () => {
  const [victim, intruder] = [await member('member'), await member('member')]
  const planted = await intruder.cookie()
  const login = await send({
    method: 'POST',
    path: '/api/auth/login',
    body: { email: victim.email, password: victim.password },
    cookie: planted,
  })
  expect(login.cookie).not.toBe(planted)
  expect([(await session(login.cookie)).actor.id, (await session(planted)).actor.id]).toEqual([victim.id, intruder.id])
})

test('an unknown address and a wrong password are answered the same, cost the same, and leave the same trace', async () => {
  const known = await member('member')
  const attempt = async (email: string) => {
    const startedAt = performance.now()
    const { status, body } = await post('/api/auth/login', { email, password: 'not the password' })
    const { request_id: _, ...problem } = body
    return { status, problem, milliseconds: performance.now() - startedAt }
  }
  await attempt('warm-up@example.com')
  const [unknown, wrong] = [await attempt('nobody@example.com'), await attempt(known.email)]
  expect([unknown.status, unknown.problem]).toEqual([wrong.status, wrong.problem])
  expect(unknown.milliseconds).toBeGreaterThan(50) // a real hash was computed: the test's own accounts have cheap ones
  const [trace] = await events('login.failed')
  expect(trace).toMatchObject({ payload: { method: 'account', reason: 'invalid_credentials', address: '127.0.0.1' } })
  expect(JSON.stringify(await events('login.failed'))).not.toContain('not the password')
})

test('the name that a person of the shared password gives is never that of an account', async () => {
  const { token } = await invite('ada@example.com')
  const account = await accept(token, { display_name: 'Ada Lovelace' })
  const cookie = await kit.home.sessionCookie()
  await send({ method: 'PATCH', path: '/api/auth/session', body: { display_name: 'Ada Lovelace' }, cookie })
  expect((await session(cookie)).actor.id).not.toBe((await session(account.cookie)).actor.id)
})

test('an owner with an account switches the shared password off; nobody else can', async () => {
  const put = (enabled: boolean, cookie: string) =>
    send({ method: 'PUT', path: '/api/auth/shared-password', body: { enabled }, cookie })
  const shared = await kit.home.sessionCookie()
  expect((await put(false, shared)).body).toMatchObject({ code: 'account_needed' })
  expect((await put(false, await (await member('admin')).cookie())).status).toBe(403)
  const elsewhere = await testWorkspace(kit.runtime)
  expect((await put(false, await (await member('owner', elsewhere)).cookie())).body).toMatchObject({
    code: 'default_workspace_only',
  })
  expect((await put(false, await kit.owner.cookie())).status).toBe(204)
  expect((await send({ path: '/api/auth/session', cookie: shared })).status).toBe(401)
  expect((await send({ path: '/api/auth/methods' })).body).toEqual({ shared_password: false, email: true, github: false })
  expect((await put(true, await kit.owner.cookie())).status).toBe(204)
})
