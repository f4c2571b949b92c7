import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestRuntime, testRuntime } from '#test/runtime.ts'
import { createApi, createRoutes } from './app.ts'

let runtime: TestRuntime
let server: Server
let origin: string

beforeAll(async () => {
  runtime = await testRuntime()
  const routes = createRoutes()
  routes.get('/api/plain', (c) => c.json({ ok: true }))
  routes.get('/api/kept', (c) => c.json({ ok: true }, 200, { 'cache-control': 'private' }))
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
