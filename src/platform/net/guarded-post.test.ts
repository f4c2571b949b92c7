import { readFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { parseAllowList, publicOnly } from './allow-list.ts'
import { guardedPost, type Post, type Resolve } from './guarded-post.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function listen(address: string, answer: RequestListener, port = 0): Promise<{ port: number; seen: string[] }> {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.headers.host}${request.url}`)
    answer(request, response)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(port, address, resolve))
  return { port: (server.address() as AddressInfo).port, seen }
}

const ok: RequestListener = (_request, response) => response.end('thank you')
const post = (url: string, more: Partial<Post> = {}): Post => ({
  url,
  headers: {},
  body: '{}',
  timeoutMs: 2000,
  keepBytes: 2048,
  ...more,
})
const allow = (text: string) => parseAllowList(text).list
const never: Resolve = () => Promise.reject(new Error('nobody asked for a name'))

test('a name is resolved once, and the connection goes to exactly what was checked', async () => {
  const checked = await listen('127.0.0.2', ok)
  const inner = await listen('127.0.0.3', ok, checked.port)
  let asked = 0
  // The first answer is fine; a second one, as DNS rebinding gives it, would be a machine of ours.
  const resolve: Resolve = async () => (++asked === 1 ? ['127.0.0.2'] : ['127.0.0.3'])
  const guard = { resolve, allow: allow('127.0.0.2') }
  const result = await guardedPost(guard, post(`http://receiver.test:${checked.port}/hook?x=1`))
  expect(result).toMatchObject({ kind: 'answer', status: 200, body: 'thank you' })
  expect(asked).toBe(1)
  expect(checked.seen).toEqual([`POST receiver.test:${checked.port}/hook?x=1`])
  expect(inner.seen).toEqual([])
})

test('the next request asks anew: a name that has turned private meanwhile is refused', async () => {
  const inner = await listen('127.0.0.3', ok)
  const answers = [['127.0.0.3'], ['10.0.0.7']]
  const guard = { resolve: async () => answers.shift() ?? [], allow: allow('127.0.0.3') }
  expect(await guardedPost(guard, post(`http://receiver.test:${inner.port}/`))).toMatchObject({ kind: 'answer' })
  expect(await guardedPost(guard, post(`http://receiver.test:${inner.port}/`))).toMatchObject({
    kind: 'failure',
    code: 'private_address',
    sentence: expect.stringContaining('receiver.test resolves to 10.0.0.7'),
  })
  expect(inner.seen).toHaveLength(1)
})

test.each([
  ['loopback', ['127.0.0.1']],
  ['IPv6 loopback', ['::1']],
  ['IPv4 in IPv6', ['::ffff:127.0.0.1']],
  ['NAT64', ['64:ff9b::7f00:1']],
  ['cloud metadata', ['169.254.169.254']],
  ['link-local with a zone', ['fe80::1%eth0']],
  ['a public and a private one', ['93.184.216.34', '10.0.0.1']],
])('a name that resolves to %s is refused before anything is sent', async (_what, addresses) => {
  const server = await listen('127.0.0.1', ok)
  const result = await guardedPost(
    { resolve: async () => addresses, allow: publicOnly },
    post(`http://receiver.test:${server.port}/`),
  )
  expect(result).toMatchObject({ kind: 'failure', code: 'private_address' })
  expect(server.seen).toEqual([])
})

test('an address in the URL is never looked up, and refused as it stands', async () => {
  const server = await listen('127.0.0.1', ok)
  for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '[::ffff:7f00:1]']) {
    const result = await guardedPost({ resolve: never, allow: publicOnly }, post(`http://${host}:${server.port}/`))
    expect(result).toMatchObject({ kind: 'failure', code: 'private_address' })
  }
  expect(server.seen).toEqual([])
})

test('a host that is allowed by name may be anywhere', async () => {
  const server = await listen('127.0.0.1', ok)
  const guard = { resolve: async () => ['127.0.0.1'], allow: allow('hooks.internal') }
  expect(await guardedPost(guard, post(`http://hooks.internal:${server.port}/`))).toMatchObject({ kind: 'answer', status: 200 })
})

test('a redirect is an answer, not an order', async () => {
  const inner = await listen('127.0.0.1', ok)
  const outer = await listen('127.0.0.1', (_request, response) =>
    response.writeHead(307, { location: `http://127.0.0.1:${inner.port}/secret` }).end(),
  )
  const result = await guardedPost({ resolve: never, allow: allow('127.0.0.1') }, post(`http://127.0.0.1:${outer.port}/`))
  expect(result).toMatchObject({ kind: 'answer', status: 307 })
  expect(inner.seen).toEqual([])
})

test('a receiver that says nothing is given up in time', async () => {
  const server = await listen('127.0.0.1', () => {})
  const result = await guardedPost(
    { resolve: never, allow: allow('127.0.0.1') },
    post(`http://127.0.0.1:${server.port}/`, { timeoutMs: 100 }),
  )
  expect(result).toEqual({ kind: 'failure', code: 'timeout', sentence: 'no answer within 0.1 seconds' })
})

test('a name server that says nothing is given up in time', async () => {
  const resolve: Resolve = () => new Promise(() => {})
  const result = await guardedPost({ resolve, allow: publicOnly }, post('http://receiver.test/', { timeoutMs: 100 }))
  expect(result).toMatchObject({ kind: 'failure', code: 'timeout' })
})

test('of an endless answer only the start is kept, and its status counts', async () => {
  const server = await listen('127.0.0.1', (_request, response) => {
    response.writeHead(200)
    const feed = () => response.write('x'.repeat(1000), (error) => error ?? setImmediate(feed))
    feed()
  })
  const result = await guardedPost(
    { resolve: never, allow: allow('127.0.0.1') },
    post(`http://127.0.0.1:${server.port}/`, { keepBytes: 50 }),
  )
  expect(result).toMatchObject({ kind: 'answer', status: 200, body: 'x'.repeat(50) })
})

test('an answer whose body trickles is cut off in time, and its status counts', async () => {
  const server = await listen('127.0.0.1', (_request, response) => {
    response.writeHead(202)
    response.write('a start\u0000')
  })
  const result = await guardedPost(
    { resolve: never, allow: allow('127.0.0.1') },
    post(`http://127.0.0.1:${server.port}/`, { timeoutMs: 150 }),
  )
  expect(result).toMatchObject({ kind: 'answer', status: 202, body: 'a start' })
})

test('what goes wrong on the way is said in words', async () => {
  const { port } = await listen('127.0.0.1', (request) => request.socket.destroy())
  const free = await listen('127.0.0.4', ok)
  servers.at(-1)?.close()
  const guard = { resolve: never, allow: allow('127.0.0.0/8') }
  expect(await guardedPost(guard, post(`http://127.0.0.1:${port}/`))).toMatchObject({ code: 'connection_lost' })
  expect(await guardedPost(guard, post(`http://127.0.0.4:${free.port}/`))).toMatchObject({ code: 'connection_refused' })
  const missing = Object.assign(new Error('no'), { code: 'ENOTFOUND' })
  const unknown = { resolve: () => Promise.reject(missing), allow: publicOnly }
  expect(await guardedPost(unknown, post('http://nowhere.test/'))).toMatchObject({ code: 'unknown_host' })
  expect(await guardedPost({ resolve: async () => [], allow: publicOnly }, post('http://empty.test/'))).toMatchObject({
    code: 'unknown_host',
  })
})

test('a certificate that nobody signed is refused', async () => {
  const folder = new URL('../../../test/fixtures/tls/', import.meta.url)
  const [key, cert] = await Promise.all(
    ['loopback-key.pem', 'loopback-certificate.pem'].map((name) => readFile(new URL(name, folder))),
  )
  const server = createTlsServer({ key: key ?? '', cert: cert ?? '' }, ok)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const result = await guardedPost({ resolve: never, allow: allow('127.0.0.1') }, post(`https://127.0.0.1:${port}/`))
  expect(result).toMatchObject({ kind: 'failure', code: 'certificate' })
})
