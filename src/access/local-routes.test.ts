import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, createApi } from '#src/platform/http/app.ts'
import { request, type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { publishLocalAdministration, readLocalAdministration } from './local-administration.ts'
import { createLocalRoutes } from './local-routes.ts'
import { logInWithLink, logInWithPassword } from './log-in.ts'
import { ensureInstallation } from './setup.ts'

let runtime: TestRuntime
let home: TestWorkspace
let api: App
let token: string

beforeAll(async () => {
  runtime = await testRuntime()
  home = await testWorkspace(runtime)
  await ensureInstallation(runtime, { isTty: true })
  await publishLocalAdministration(runtime, 'http://127.0.0.1:3002')
  token = (await readLocalAdministration(runtime.config.DISPATCH_DATA_DIR))?.token ?? ''
  api = createApi(runtime, [createLocalRoutes()])
})
afterAll(() => runtime.close())

const post = (
  path: string,
  options: { key?: string; headers?: Record<string, string>; remoteAddress?: string } = { key: token },
) => request(api, { method: 'POST', path, ...options })

test('the file tells the address and the token to its owner only', async () => {
  const path = join(runtime.config.DISPATCH_DATA_DIR, 'local-admin.json')
  expect(((await stat(path)).mode & 0o777).toString(8)).toBe('600')
  expect(await readLocalAdministration(runtime.config.DISPATCH_DATA_DIR)).toEqual({
    url: 'http://127.0.0.1:3002',
    token: expect.stringMatching(/^dsa_/),
  })
  expect(await readLocalAdministration('/nowhere')).toBeUndefined()
})

test('with the token the command line gets a link that logs in', async () => {
  const response = await post('/api/local/login-link')
  const { url } = await response.json()
  expect([response.status, url]).toEqual([201, expect.stringMatching(/^http:\/\/127\.0\.0\.1:3002\/login#token=dsl_/)])
  expect(await logInWithLink(runtime, url.split('#token=')[1], {})).toMatch(/^dss_/)
})

test('with the token the command line resets the password', async () => {
  const { password } = await (await post('/api/local/reset-password')).json()
  expect(await logInWithPassword(runtime, password, {})).toMatch(/^dss_/)
})

test.each(['/api/local/login-link', '/api/local/reset-password'])('nothing else opens %s', async (path) => {
  const refused = await Promise.all([
    post(path, {}),
    post(path, { key: home.adminKey }),
    post(path, { key: `dsa_${'A'.repeat(43)}` }),
    post(path, { key: token, remoteAddress: '203.0.113.1' }),
    post(path, { key: token, headers: { 'x-forwarded-for': '127.0.0.1' } }),
    post(path, { key: token, headers: { forwarded: 'for=127.0.0.1' } }),
  ])
  expect(refused.map((response) => response.status)).toEqual(refused.map(() => 401))
})

test('each start makes a new token, and the old one ends', async () => {
  await publishLocalAdministration(runtime, 'http://127.0.0.1:4000')
  expect((await post('/api/local/login-link', { key: token })).status).toBe(401)
  token = (await readLocalAdministration(runtime.config.DISPATCH_DATA_DIR))?.token ?? ''
  expect((await post('/api/local/login-link', { key: token })).status).toBe(201)
})
