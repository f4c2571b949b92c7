import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { createRoute, z } from '@hono/zod-openapi'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestRuntime, testRuntime } from '#test/runtime.ts'
import { createApi, createRoutes } from './app.ts'
import { json } from './schemas.ts'

let runtime: TestRuntime
let server: Server
let origin: string

beforeAll(async () => {
  runtime = await testRuntime()
  const routes = createRoutes()
  routes.get('/api/plain', (c) => c.json({ ok: true }))
  routes.get('/api/kept', (c) => c.json({ ok: true }, 200, { 'cache-control': 'private' }))
  const schema = z.object({ note: z.string().optional() })
  const route = createRoute({
    method: 'post',
    path: '/api/note',
    request: { body: { ...json(schema, 'All of it is optional.'), required: true } },
    responses: { 200: json(schema, 'What came in.') },
  })
  routes.openapi(route, (c) => c.json(c.req.valid('json'), 200))
  server = createServer(getRequestListener(createApi(runtime, [routes]).fetch))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await runtime.close()
})

test('an answer goes out in one piece, uncached, with its request id', async () => {
  const { headers } = await fetch(`${origin}/api/plain`)
  expect([headers.get('content-length'), headers.get('transfer-encoding')]).toEqual(['11', null])
  expect([headers.get('cache-control'), headers.get('x-request-id')]).toEqual(['no-store', expect.stringMatching(/^req_/)])
})

test('a route may say otherwise about caching', async () => {
  expect((await fetch(`${origin}/api/kept`)).headers.get('cache-control')).toBe('private')
})

test('a refusal has the same headers', async () => {
  const { status, headers } = await fetch(`${origin}/api/nowhere`)
  expect([status, headers.get('cache-control'), headers.get('x-request-id')]).toEqual([404, 'no-store', expect.any(String)])
})

const asJson = { 'content-type': 'application/json' }
test.each([
  ['nothing at all', {}, ''],
  ['no body that says it is JSON', asJson, ''],
  ['an empty object', asJson, '{}'],
] as const)('%s counts as an empty body', async (_, headers, body) => {
  const response = await fetch(`${origin}/api/note`, { method: 'POST', headers, ...(body && { body }) })
  expect([response.status, await response.json()]).toEqual([200, {}])
})

test.each([
  ['blanks', asJson, ' ', 400, 'malformed_json'],
  ['half a character', asJson, '{"note":"\\ud800"}', 400, 'malformed_json'],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'note=1', 415, 'not_json'],
  ['no body that says it is a form', { 'content-type': 'application/x-www-form-urlencoded' }, '', 415, 'not_json'],
] as const)('%s is refused', async (_, headers, body, status, code) => {
  const response = await fetch(`${origin}/api/note`, { method: 'POST', headers, body })
  expect([response.status, await response.json()]).toEqual([status, expect.objectContaining({ status, code })])
})
