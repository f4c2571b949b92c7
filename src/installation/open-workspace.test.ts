import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAccessRoutes } from '#src/access/routes.ts'
import { agentRoutes } from '#src/agents/routes.ts'
import { addConnection } from '#src/intake/add-connection.ts'
import { findConnection } from '#src/intake/store/connections.ts'
import { catalogRoutes } from '#src/issues/catalog-routes.ts'
import { createIssue } from '#src/issues/create-issue.ts'
import { resolveIssue } from '#src/issues/resolve-issue.ts'
import { issueRoutes } from '#src/issues/routes.ts'
import { type App, createApi } from '#src/platform/http/app.ts'
import { startRun } from '#src/runs/start-run.ts'
import { type TestMember, testMember } from '#test/members.ts'
import { type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { request, type TestRequest } from '#test/runtime.ts'
import { workspaceRoutes } from './workspace-routes.ts'

let kit: RunsKit
let acme: Shop
let api: App
let admin: TestMember

beforeAll(async () => {
  kit = await runsKit()
  acme = await shop(kit)
  api = createApi(kit.runtime, [createAccessRoutes(), workspaceRoutes(), issueRoutes(), catalogRoutes(), agentRoutes()])
  admin = await testMember(kit.runtime, acme.id, 'admin')
})
afterAll(() => kit.runtime.close())

const send = async (call: TestRequest) => {
  const response = await request(api, call)
  const text = await response.text()
  return { status: response.status, body: text ? JSON.parse(text) : undefined }
}
const make = async (name: string, prefix: string, cookie?: string) =>
  send({ method: 'POST', path: '/api/workspaces', body: { name, prefix }, cookie: cookie ?? (await admin.cookie()) })
const inside = (id: string) => ({ 'x-dispatch-workspace': id })
const remove = (id: string, confirm: string, cookie: string) =>
  send({ method: 'DELETE', path: '/api/workspaces/current', body: { confirm }, cookie, headers: inside(id) })

test('whoever makes a workspace owns it, and it is filled as the first one is', async () => {
  const cookie = await admin.cookie()
  const made = await make('Shop', 'SHOP', cookie)
  expect([made.status, made.body]).toMatchObject([201, { name: 'Shop', prefix: 'SHOP', role: 'owner', is_default: false }])
  const read = async (path: string) => (await send({ path, cookie, headers: inside(made.body.id) })).body.items
  expect((await read('/api/statuses')).length).toBe(7)
  expect((await read('/api/labels')).length).toBe(4)
  expect(await read('/api/agents')).toMatchObject([{ name: 'Claude' }])
  expect(await read('/api/members')).toMatchObject([{ id: admin.id, role: 'owner' }])
  const issue = await send({
    method: 'POST',
    path: '/api/issues',
    body: { title: 'First' },
    cookie,
    headers: inside(made.body.id),
  })
  expect(issue.body.identifier).toBe('SHOP-1')
})

test('a taken or reserved prefix is refused, and members make no workspaces', async () => {
  expect((await make('Again', acme.prefix)).body).toMatchObject({ code: 'workspace_exists' })
  expect((await make('Text', 'UTF')).status).toBe(422)
  const member = await testMember(kit.runtime, acme.id, 'member')
  expect((await make('Mine', 'MINE', await member.cookie())).status).toBe(403)
  expect(
    (await send({ method: 'POST', path: '/api/workspaces', body: { name: 'x', prefix: 'KEYS' }, key: acme.adminKey })).status,
  ).toBe(403)
})

test('of two that want one prefix at the same moment one gets it', async () => {
  const statuses = (await Promise.all([make('One', 'TWICE'), make('Two', 'TWICE')])).map(({ status }) => status)
  expect(statuses.toSorted()).toEqual([201, 409])
})

test('people see and enter their own workspaces only', async () => {
  const made = await make('Private', 'PRIV')
  const stranger = await testMember(kit.runtime, acme.id, 'owner')
  const cookie = await stranger.cookie()
  const { items } = (await send({ path: '/api/workspaces', cookie })).body
  expect(items.map(({ id }: { id: string }) => id)).toEqual([acme.id])
  for (const id of [made.body.id, 'wsp_unknown']) {
    expect((await send({ path: '/api/issues', cookie, headers: inside(id) })).status).toBe(404)
    expect((await send({ method: 'PATCH', path: '/api/auth/session', body: { workspace_id: id }, cookie })).status).toBe(404)
  }
})

test('a new prefix names new and old issues, and what was written down stays valid', async () => {
  const cookie = await admin.cookie()
  const { id } = (await make('Renamed', 'OLDNAME', cookie)).body
  const ctx = { ...admin.person(), workspaceId: id, role: 'owner' as const }
  await createIssue(ctx, { title: 'Written down' })
  const patch = (prefix: string) =>
    send({ method: 'PATCH', path: '/api/workspaces/current', body: { prefix }, cookie, headers: inside(id) })
  expect((await patch('NEWNAME')).body).toMatchObject({ prefix: 'NEWNAME', prefix_aliases: ['OLDNAME'] })
  const found = await Promise.all(['OLDNAME-1', 'NEWNAME-1'].map((name) => resolveIssue(ctx, name)))
  expect(new Set(found.map((issue) => issue.id)).size).toBe(1)
  expect((await patch(acme.prefix)).body).toMatchObject({ status: 409, code: 'prefix_taken' })
  expect((await patch('OLDNAME')).body).toMatchObject({ prefix: 'OLDNAME', prefix_aliases: ['NEWNAME'] })
})

test('a deleted workspace is gone for everybody: pages, keys, webhooks; its people work elsewhere', async () => {
  const cookie = await admin.cookie()
  const { id } = (await make('Short-lived', 'GONE', cookie)).body
  const ctx = { ...admin.person(), workspaceId: id, role: 'owner' as const }
  const key = (
    await send({ method: 'POST', path: '/api/keys', body: { name: 'CI', scopes: ['read'] }, cookie, headers: inside(id) })
  ).body.key
  const connection = await addConnection(ctx, { source: 'sentry', name: 'Errors', secret: 'x'.repeat(32) })
  await send({ method: 'PATCH', path: '/api/auth/session', body: { workspace_id: id }, cookie })
  const elsewhere = await testMember(kit.runtime, acme.id, 'owner')
  expect((await remove(id, 'Short-lived', await elsewhere.cookie())).status).toBe(404)
  expect((await remove(id, 'short-lived', cookie)).body).toMatchObject({ status: 422, errors: [{ path: 'confirm' }] })
  expect((await remove(id, 'Short-lived', cookie)).status).toBe(204)
  expect((await send({ path: '/api/issues', cookie, headers: inside(id) })).status).toBe(404)
  expect((await send({ path: '/api/auth/session', cookie })).body.workspace.id).not.toBe(id)
  expect((await send({ path: '/api/issues', key })).status).toBe(401)
  expect(await findConnection(kit.runtime.database.kysely, 'sentry', connection.id)).toBeUndefined()
  expect((await make('Next', 'GONE', cookie)).status).toBe(201)
})

test('a workspace in which agents work, and the default one, stay', async () => {
  const boss = await testMember(kit.runtime, acme.id, 'owner')
  const own = await send({
    method: 'DELETE',
    path: '/api/workspaces/current',
    body: { confirm: 'x' },
    cookie: await boss.cookie(),
  })
  expect([own.status, own.body.code]).toEqual([409, 'default_workspace'])
  const busy = await shop(kit)
  const owner = await testMember(kit.runtime, busy.id, 'owner')
  const { id: issue } = await createIssue(busy.person(), { title: 'Work' })
  await startRun(busy.person(), { issue, kind: 'investigate' })
  const name = (await send({ path: '/api/workspaces/current', cookie: await owner.cookie() })).body.name
  expect((await remove(busy.id, name, await owner.cookie())).body).toMatchObject({ status: 409, code: 'run_active', runs: 1 })
})
