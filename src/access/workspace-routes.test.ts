import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemContext } from '#src/platform/context.ts'
import { type App, createApi } from '#src/platform/http/app.ts'
import { newId } from '#src/platform/ids.ts'
import { request, type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { createWorkspace } from './create-workspace.ts'
import { loadWorkspace } from './load-workspace.ts'
import { updateWorkspace } from './update-workspace.ts'
import { createWorkspaceRoutes } from './workspace-routes.ts'

let runtime: TestRuntime
let home: TestWorkspace
let api: App

beforeAll(async () => {
  runtime = await testRuntime()
  home = await testWorkspace(runtime)
  api = createApi(runtime, [createWorkspaceRoutes()])
})
afterAll(() => runtime.close())

const read = async (key: string) => (await request(api, { path: '/api/workspaces/current', key })).json()
const patch = (body: unknown, caller: { key?: string; cookie?: string } = { key: home.adminKey }) =>
  request(api, { method: 'PATCH', path: '/api/workspaces/current', body, ...caller })
const updates = () =>
  runtime.database.kysely
    .selectFrom('dispatch_event')
    .selectAll()
    .where('workspace_id', '=', home.id)
    .where('type', '=', 'workspace.updated')
    .orderBy('seq')
    .execute()

test('a new workspace has its counters, and its first event is its own creation', async () => {
  const id = newId('wsp')
  await createWorkspace(systemContext(runtime, id), { name: 'New', prefix: 'NEW' })
  const event = await runtime.database.kysely
    .selectFrom('dispatch_event')
    .selectAll()
    .where('workspace_id', '=', id)
    .executeTakeFirstOrThrow()
  expect(event).toMatchObject({ seq: 1, type: 'workspace.created', payload: { name: 'New', prefix: 'NEW', is_default: false } })
  const issues = await runtime.database.kysely
    .selectFrom('dispatch_issue_counter')
    .select('last')
    .where('workspace_id', '=', id)
    .executeTakeFirst()
  expect(issues).toEqual({ last: 0 })
})

test('prefixes are unique, and so is the default workspace', async () => {
  const create = (prefix: string, isDefault = false) =>
    createWorkspace(systemContext(runtime, newId('wsp')), { name: 'Again', prefix, isDefault })
  await expect(create(home.prefix)).rejects.toMatchObject({ status: 409, code: 'workspace_exists' })
  await expect(create('SECOND', true)).rejects.toMatchObject({ status: 409 })
  for (const prefix of ['UTF', 'SHA', 'x', 'lower', 'A-B', '1A', 'A'.repeat(11)]) await expect(create(prefix)).rejects.toThrow()
})

test('the current workspace shows the policy in force', async () => {
  expect(await read(await home.apiKey('read'))).toMatchObject({
    id: home.id,
    prefix: home.prefix,
    is_default: true,
    policy: { runs_enabled: true, day_budget_usd: 25 },
  })
})

test('a change of policy is stored, shown and logged with old and new values', async () => {
  const response = await patch({ name: 'Renamed', policy: { day_budget_usd: 7.5, max_concurrent_runs: 3 } })
  expect([response.status, await response.json()]).toMatchObject([
    200,
    { name: 'Renamed', policy: { day_budget_usd: 7.5, max_concurrent_runs: 3, run_budget_usd: 5 } },
  ])
  expect((await updates()).at(-1)?.payload).toEqual({
    changes: { name: [expect.any(String), 'Renamed'], 'policy.day_budget_usd': [25, 7.5], 'policy.max_concurrent_runs': [2, 3] },
  })
  const count = (await updates()).length
  await patch({ policy: { day_budget_usd: 7.5 } })
  expect(await updates()).toHaveLength(count)
})

test('changes at the same moment do not undo each other', async () => {
  await Promise.all([
    patch({ policy: { cooldown_seconds: 11 } }),
    patch({ policy: { grace_seconds: 12 } }),
    patch({ policy: { min_occurrences: 13 } }),
  ])
  expect((await loadWorkspace(home.system())).policy).toMatchObject({
    cooldown_seconds: 11,
    grace_seconds: 12,
    min_occurrences: 13,
  })
})

test('a stale password must be entered again, but never to stop all runs', async () => {
  const cookie = await home.sessionCookie()
  runtime.advance(12 * 3600 + 1)
  const refused = await patch({ policy: { day_budget_usd: 1000 } }, { cookie })
  expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'password_required' }])
  expect((await patch({ policy: { runs_enabled: false } }, { cookie })).status).toBe(200)
  expect((await patch({ policy: { runs_enabled: true } }, { cookie })).status).toBe(403)
})

test('an agent can never change the policy that binds it', async () => {
  const run = home.run('run_1', 'iss_1')
  await expect(
    updateWorkspace({ ...run, scopes: home.person().scopes }, { policy: { run_budget_usd: 100 } }),
  ).rejects.toMatchObject({ code: 'actor_not_allowed' })
  expect((await patch({ policy: {} }, { key: await home.apiKey('agent', 'write') })).status).toBe(403)
})

test.each([
  { policy: { no_such_field: 1 } },
  { policy: null },
  { name: '' },
  { prefix: 'UTF' },
  { id: 'wsp_other' },
  { policy: { run_budget_usd: '5' } },
  [],
])('%j is refused', async (body) => {
  expect((await patch(body)).status).toBe(422)
})

test('people see all workspaces, keys only their own', async () => {
  const list = async (caller: { key?: string; cookie?: string }) =>
    (await request(api, { path: '/api/workspaces', ...caller })).json()
  expect((await list({ cookie: await home.sessionCookie() })).items.length).toBeGreaterThan(1)
  expect((await list({ key: home.adminKey })).items).toMatchObject([{ id: home.id }])
})
