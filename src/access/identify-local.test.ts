import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, createApi } from '#src/platform/http/app.ts'
import { request, type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { createKeyRoutes } from './key-routes.ts'
import { publishLocalAdministration, readLocalAdministration } from './local-administration.ts'

let runtime: TestRuntime
let home: TestWorkspace
let api: App
let token: string

beforeAll(async () => {
  runtime = await testRuntime()
  home = await testWorkspace(runtime)
  await publishLocalAdministration(runtime, 'http://127.0.0.1:3002')
  token = (await readLocalAdministration(runtime.config.DISPATCH_DATA_DIR))?.token ?? ''
  api = createApi(runtime, [createKeyRoutes()])
})
afterAll(() => runtime.close())

test('whoever reads the data directory administers the default workspace, under a name of its own', async () => {
  const made = await request(api, { method: 'POST', path: '/api/keys', key: token, body: { name: 'CI', scopes: ['read'] } })
  expect(made.status).toBe(201)
  expect((await made.json()).created_by).toEqual({ type: 'key', id: 'key_local', name: 'Command line' })
  const event = await runtime.database.kysely
    .selectFrom('dispatch_event')
    .select('workspace_id')
    .where('type', '=', 'key.created')
    .executeTakeFirst()
  expect(event?.workspace_id).toBe(home.id)
})

test('the token opens nothing from another machine, through a proxy, or after the next start', async () => {
  const list = { path: '/api/keys', key: token }
  const refused = await Promise.all([
    request(api, { ...list, remoteAddress: '203.0.113.1' }),
    request(api, { ...list, headers: { 'x-forwarded-for': '127.0.0.1' } }),
    request(api, { ...list, headers: { forwarded: 'for=127.0.0.1' } }),
    request(api, { ...list, key: `dsa_${'A'.repeat(43)}` }),
  ])
  expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401])
  expect((await request(api, list)).status).toBe(200)
  await publishLocalAdministration(runtime, 'http://127.0.0.1:3002')
  expect((await request(api, list)).status).toBe(401)
})
