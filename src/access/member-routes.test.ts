import { expect, test } from 'vitest'
import { accountsKit, newPassword } from '#test/access/accounts.ts'
import { joinWorkspace } from '#test/members.ts'
import { testWorkspace } from '#test/runtime.ts'
import { authenticateRequest } from './authenticate.ts'
import { changeRole, removeMember } from './change-membership.ts'
import { isStillValid } from './is-still-valid.ts'

const kit = accountsKit()
const { send, post, member, invite, accept, session, events } = kit
const password = newPassword

test('an invitation becomes an account with a password, in that workspace and role, and the token is stored nowhere', async () => {
  const { status, body, token } = await invite(' Grace@Example.COM ', 'viewer')
  expect([status, body]).toMatchObject([201, { email: 'grace@example.com', role: 'viewer', state: 'open' }])
  expect(body.url).toMatch(/^http:\/\/127\.0\.0\.1:3002\/invite#token=dsi_/)
  const rows = await kit.runtime.database.kysely.selectFrom('dispatch_invitation').selectAll().execute()
  expect(JSON.stringify([rows, await events('invitation.created')])).not.toContain(token)
  expect((await post('/api/auth/invitation', { token })).body).toMatchObject({
    email: 'grace@example.com',
    role: 'viewer',
    has_account: false,
    password: true,
    github: false,
  })
  const accepted = await accept(token, { display_name: 'Grace' })
  expect([accepted.status, accepted.body]).toEqual([200, { workspace_id: kit.home.id }])
  expect(await session(accepted.cookie)).toMatchObject({
    actor: { type: 'person', name: 'Grace' },
    workspace: { id: kit.home.id },
    role: 'viewer',
    scopes: ['read'],
    account: { email: 'grace@example.com', has_password: true, github: null },
    shared_password: false,
  })
  const login = await post('/api/auth/login', { email: 'GRACE@example.com', password })
  expect([login.status, (await session(login.cookie)).actor.name]).toEqual([204, 'Grace'])
  expect((await events('member.added'))[0]).toMatchObject({
    workspace_id: kit.home.id,
    payload: { name: 'Grace', role: 'viewer' },
  })
})

test('of many who use one invitation at the same moment one comes in', async () => {
  const { token } = await invite('race@example.com')
  const answers = await Promise.all([1, 2, 3, 4].map(() => accept(token)))
  expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1)
  expect(answers.map(({ status }) => status).every((status) => [200, 401, 409].includes(status))).toBe(true)
  const rows = await kit.runtime.database.kysely
    .selectFrom('dispatch_user')
    .select('id')
    .where('email', '=', 'race@example.com')
    .execute()
  expect(rows).toHaveLength(1)
})

test('an invitation is over after seven days, when it was revoked, and when another one replaced it', async () => {
  const first = await invite('late@example.com')
  const second = await invite('late@example.com')
  expect((await accept(first.token)).body).toMatchObject({ code: 'invalid_invitation' })
  const path = `/api/invitations/${second.body.id}`
  expect((await send({ method: 'DELETE', path, cookie: await kit.owner.cookie() })).status).toBe(204)
  expect((await send({ method: 'DELETE', path, cookie: await kit.owner.cookie() })).status).toBe(404)
  expect((await accept(second.token)).status).toBe(401)
  const third = await invite('late@example.com')
  const { items } = (await send({ path: '/api/invitations', cookie: await kit.owner.cookie() })).body
  expect(items.slice(0, 3).map((item: { state: string }) => item.state)).toEqual(['open', 'revoked', 'revoked'])
  kit.runtime.advance(7 * 86_400)
  expect((await accept(third.token)).status).toBe(401)
})

test('an invitation gives nobody the account that its address has', async () => {
  const other = await testWorkspace(kit.runtime)
  const known = await member('member', other)
  const { token } = await invite(known.email, 'admin')
  expect((await post('/api/auth/invitation', { token })).body).toMatchObject({ has_account: true, password: true })
  expect((await accept(token)).body).toMatchObject({ code: 'invalid_credentials' })
  expect((await accept(token, { password: known.password })).status).toBe(200)
  const places = (await send({ path: '/api/workspaces', cookie: await known.cookie() })).body.items
  expect(places.map(({ id, role }: { id: string; role: string }) => [id, role])).toEqual([
    [kit.home.id, 'admin'],
    [other.id, 'member'],
  ])
})

test('whoever is logged in takes an invitation up as who they are; the shared password is nobody', async () => {
  const other = await testWorkspace(kit.runtime)
  const known = await member('member', other)
  const { token } = await invite('another-address@example.com', 'viewer')
  const shared = await send({
    method: 'POST',
    path: '/api/auth/invitation/accept',
    body: { token },
    cookie: await kit.home.sessionCookie(),
  })
  expect([shared.status, shared.body.code]).toEqual([409, 'account_needed'])
  const cookie = await known.cookie()
  expect((await post('/api/auth/invitation/accept', { token }, cookie)).body).toEqual({ workspace_id: kit.home.id })
  expect((await send({ path: '/api/auth/session', cookie, headers: { 'x-dispatch-workspace': kit.home.id } })).body.role).toBe(
    'viewer',
  )
})

test('only owners invite owners, only admins anybody, and members are not invited again', async () => {
  const admin = await member('admin')
  expect((await invite('o@example.com', 'owner', await admin.cookie())).body).toMatchObject({ code: 'missing_role' })
  expect((await invite('a@example.com', 'admin', await admin.cookie())).status).toBe(201)
  expect((await invite('m@example.com', 'viewer', await (await member('member')).cookie())).status).toBe(403)
  expect((await invite(admin.email)).body).toMatchObject({ code: 'already_member' })
  const byKey = await send({
    method: 'POST',
    path: '/api/invitations',
    body: { email: 'k@example.com', role: 'owner' },
    key: kit.home.adminKey,
  })
  expect([byKey.status, byKey.body.code]).toEqual([403, 'actor_not_allowed'])
})

test('two last owners who demote each other at the same moment leave one', async () => {
  const place = await testWorkspace(kit.runtime)
  const [one, two] = [await member('owner', place), await member('owner', place)]
  const results = await Promise.allSettled([
    changeRole(one.person(), { userId: two.id, role: 'member' }),
    changeRole(two.person(), { userId: one.id, role: 'member' }),
  ])
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const owners = await kit.runtime.database.kysely
    .selectFrom('dispatch_member')
    .select('user_id')
    .where('workspace_id', '=', place.id)
    .where('role', '=', 'owner')
    .execute()
  expect(owners).toHaveLength(1)
})

test('two last owners who leave at the same moment: one stays, and no statement gets around it', async () => {
  const place = await testWorkspace(kit.runtime)
  const [one, two] = [await member('owner', place), await member('owner', place)]
  const results = await Promise.allSettled([removeMember(one.person(), one.id), removeMember(two.person(), two.id)])
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  expect(refused).toMatchObject([{ status: 409, code: 'last_owner' }])
  await expect(
    kit.runtime.database.kysely.deleteFrom('dispatch_member').where('workspace_id', '=', place.id).execute(),
  ).rejects.toThrow('keeps an owner')
})

test('a removed member is out at once: requests, other sessions and open streams', async () => {
  const gone = await member('member')
  const cookie = await gone.cookie()
  const headers = new Headers({ host: '127.0.0.1:3002', cookie })
  const ctx = await authenticateRequest(kit.runtime, { method: 'GET', path: '/api/issues', headers })
  expect(await isStillValid(kit.runtime, ctx)).toBe(true)
  expect((await send({ method: 'DELETE', path: `/api/members/${gone.id}`, cookie: await kit.owner.cookie() })).status).toBe(204)
  expect((await send({ path: '/api/auth/session', cookie })).status).toBe(401)
  expect(await isStillValid(kit.runtime, ctx)).toBe(false)
  expect((await post('/api/auth/login', { email: gone.email, password: gone.password })).body).toMatchObject({
    code: 'no_workspace',
  })
  expect((await events('member.removed'))[0]).toMatchObject({ subject_id: gone.id, payload: { reason: 'removed' } })
})

test('a removed member of two workspaces goes on in the other one', async () => {
  const other = await testWorkspace(kit.runtime)
  const person = await member('member')
  await joinWorkspace(kit.runtime, { workspaceId: other.id, userId: person.id, role: 'viewer' })
  const cookie = await person.cookie()
  await removeMember(kit.owner.person(), person.id)
  expect(await session(cookie)).toMatchObject({ workspace: { id: other.id }, role: 'viewer' })
  const here = await send({ path: '/api/auth/session', cookie, headers: { 'x-dispatch-workspace': kit.home.id } })
  expect(here.status).toBe(404)
})

test('a new role counts from the next request on, and takes along what the former one sent out', async () => {
  const admin = await member('admin')
  const cookie = await admin.cookie()
  const { token } = await invite('by-the-admin@example.com', 'admin', cookie)
  const change = await send({
    method: 'PATCH',
    path: `/api/members/${admin.id}`,
    body: { role: 'viewer' },
    cookie: await kit.owner.cookie(),
  })
  expect([change.status, change.body.role]).toEqual([200, 'viewer'])
  expect((await send({ path: '/api/keys', cookie })).body).toMatchObject({ status: 403, code: 'missing_role' })
  expect((await accept(token)).status).toBe(401)
  expect((await events('member.updated'))[0]).toMatchObject({ payload: { changes: { role: ['admin', 'viewer'] } } })
})

test('members are listed in pages to everybody in the workspace, and to nobody else', async () => {
  const place = await testWorkspace(kit.runtime)
  const people = [await member('owner', place), await member('viewer', place), await member('member', place)]
  const cookie = await people[1]?.cookie()
  const read = async (query: string) => (await send({ path: `/api/members${query}`, ...(cookie && { cookie }) })).body
  const first = await read('?limit=2')
  const rest = await read(`?limit=2&cursor=${first.next_cursor}`)
  const ids = [...first.items, ...rest.items].map(({ id }: { id: string }) => id)
  expect([ids.toSorted(), rest.next_cursor, first.shared_password]).toEqual([people.map(({ id }) => id).toSorted(), null, true])
  const path = `/api/members/${people[1]?.id}`
  const foreign = await send({ method: 'PATCH', path, body: { role: 'admin' }, cookie: await kit.owner.cookie() })
  expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found'])
})
