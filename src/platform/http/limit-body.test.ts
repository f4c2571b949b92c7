import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AppError } from '../errors.ts'
import type { AppEnv } from './app.ts'
import { limitBody } from './limit-body.ts'

const app = new Hono<AppEnv>()
app.use(limitBody(10))
app.all('/', async (c) => c.text(`read ${await c.req.text()}`))
app.onError((error, c) => c.text(error instanceof AppError ? error.code : String(error), 413))

let server: Server
beforeAll(async () => {
  server = createServer(getRequestListener(app.fetch))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => server.close())

/** Without `length` the body goes out in chunks. */
function send(method: string, body: string, length?: number): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>()
  const { port } = server.address() as AddressInfo
  const headers = length === undefined ? {} : { 'content-length': String(length) }
  const sent = request({ host: '127.0.0.1', port, method, headers }, (response) => {
    let text = ''
    response.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
  })
  sent.on('error', reject)
  if (length === undefined && body) sent.write(body.slice(0, 3))
  sent.end(length === undefined ? body.slice(3) : body)
  return promise
}

test('a body within the limit arrives whole, of known length or in chunks', async () => {
  expect(await send('POST', '0123456789', 10)).toEqual({ status: 200, text: 'read 0123456789' })
  expect(await send('POST', '0123456789')).toEqual({ status: 200, text: 'read 0123456789' })
})

test('a longer one is refused, of known length or in chunks', async () => {
  expect(await send('POST', '0123456789a', 11)).toEqual({ status: 413, text: 'too_large' })
  expect(await send('POST', '0123456789a')).toEqual({ status: 413, text: 'too_large' })
})

test('a request without a body passes', async () => {
  expect(await send('GET', '')).toEqual({ status: 200, text: 'read ' })
  expect(await send('POST', '', 0)).toEqual({ status: 200, text: 'read ' })
})

test('outside of a server, where no length is said, the body is measured', async () => {
  expect((await app.request('/', { method: 'POST', body: '0123456789a' })).status).toBe(413)
  expect((await app.request('/', { method: 'POST', body: '0123456789' })).status).toBe(200)
})
