import { afterAll, beforeAll, expect, test } from 'vitest'
import { createIssue } from '#src/issues/create-issue.ts'
import { call, connect, type McpServer, runWithToken, serveMcp } from '#test/mcp-kit.ts'
import { type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'

let kit: RunsKit
let server: McpServer
let acme: Shop
let run: { token: string }

beforeAll(async () => {
  kit = await runsKit()
  server = await serveMcp(kit.runtime)
  acme = await shop(kit)
  run = await runWithToken(acme, (await createIssue(acme.person(), { title: 'Checkout fails' })).id)
})
afterAll(async () => {
  await server.close()
  await kit.runtime.close()
})

const post = (init: RequestInit & { headers?: Record<string, string> }) =>
  fetch(server.url, {
    method: 'POST',
    ...init,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${run.token}`, ...init.headers },
  })
const ping = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })

test.each<[string, RequestInit & { headers?: Record<string, string> }, number, string]>([
  ['no token', { headers: { authorization: '' }, body: ping }, 401, 'unauthorized'],
  ['a wrong token', { headers: { authorization: 'Bearer dsp_wrong' }, body: ping }, 401, 'invalid_token'],
  ['a page of another site', { headers: { origin: 'https://evil.example' }, body: ping }, 403, 'foreign_origin'],
  ['no JSON', { body: '{"jsonrpc"' }, 400, 'malformed_json'],
  ['another type', { headers: { 'content-type': 'text/plain' }, body: ping }, 415, 'not_json'],
  ['a body that is too large', { body: JSON.stringify({ x: 'y'.repeat(1_100_000) }) }, 413, 'too_large'],
])('%s is a problem', async (_, init, status, code) => {
  const response = await post(init)
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(await response.json()).toMatchObject({ code, status })
})

test('a stream or a session is not on offer', async () => {
  const response = await fetch(server.url, { headers: { authorization: `Bearer ${run.token}`, accept: 'text/event-stream' } })
  expect(response.status).toBe(405)
  expect(response.headers.get('allow')).toBe('POST')
})

test('a client that takes only JSON is answered', async () => {
  const response = await post({ headers: { accept: 'application/json' }, body: ping })
  expect(await response.json()).toEqual({ jsonrpc: '2.0', id: 1, result: {} })
})

test('a deploy key is no caller of tools', async () => {
  const response = await post({ headers: { authorization: `Bearer ${await acme.apiKey('deploy')}` }, body: ping })
  expect(response.status).toBe(403)
})

test('a call that is canceled in the same breath is still answered', async () => {
  const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } }
  const response = await post({ body: JSON.stringify([{ jsonrpc: '2.0', id: 7, method: 'tools/list' }, cancel]) })
  expect(await response.json()).toMatchObject({ id: 7, result: { tools: expect.any(Array) } })
})

test.each([
  ['[]'],
  ['{}'],
  ['null'],
  ['1'],
  ['[[]]'],
  ['{"jsonrpc":"2.0","id":1,"method":"no/such"}'],
  ['{"jsonrpc":"2.0","id":1,"method":"tools/call"}'],
])('%s ends in an error, not in a hang', async (body) => {
  const response = await post({ body })
  expect(response.status).toBeLessThan(500)
  await response.text()
})

test('ten sessions at once each hear their own answers', async () => {
  const made = await Promise.all(
    Array.from({ length: 10 }, (_, index) => createIssue(acme.person(), { title: `Session ${index}` })),
  )
  const key = await acme.apiKey('read')
  const sessions = await Promise.all(made.map(() => connect(server.url, key)))
  const answers = await Promise.all(
    sessions.flatMap((session, index) => [0, 1, 2].map(() => call(session, 'get_issue', { issue: made[index]?.id ?? '' }))),
  )
  expect(answers.map(({ data }) => data.issue)).toEqual(made.flatMap(({ identifier }) => [identifier, identifier, identifier]))
  await Promise.all(sessions.map((session) => session.close()))
})

const toolCall = (input: string) =>
  `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add_comment","arguments":${input}}}`

test.each<[string, string]>([
  ['JSON that is nested deeply', toolCall(`{"body":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)],
  ['nested objects', toolCall(`{"body":"x","x":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`)],
  ['a NUL byte', toolCall('{"body":"a\\u0000b"}')],
  ['a lone surrogate', toolCall('{"body":"\\ud800","issue":"\\udfff"}')],
  ['a key that JavaScript knows', toolCall('{"body":"x","__proto__":{"admin":true},"constructor":1}')],
  ['the same key twice', toolCall('{"body":"x","body":1}')],
  ['a text of nearly 1 MB', toolCall(`{"body":"${'y'.repeat(990_000)}"}`)],
  ['an id that is no id', '{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}'],
  ['a number that is none', toolCall('{"body":1e999}')],
  [
    'a thousand requests in one',
    `[${Array.from({ length: 1_000 }, (_, id) => `{"jsonrpc":"2.0","id":${id},"method":"ping"}`).join(',')}]`,
  ],
  [
    'a version that is a novel',
    `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"${'9'.repeat(9_000)}"}}`,
  ],
])('%s is refused or answered, and changes nothing', async (_, body) => {
  const count = () =>
    kit.runtime.database.kysely
      .selectFrom('dispatch_comment')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
  const before = await count()
  const response = await post({ body })
  expect(response.status).toBeLessThan(500)
  const text = await response.text()
  expect(text).not.toMatch(/internal_error|InternalError|-32603| {4}at \S+\.[jt]s/)
  expect(await count()).toEqual(before)
})

test.each([
  [
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}',
    /params\.capabilities: .*params\.clientInfo/,
  ],
  ['{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"arguments":{}}}', /params\.name/],
  ['{"jsonrpc":"2.0","id":1,"method":"resources/read"}', /params/],
])('%s says which parameters are wrong', async (body, message) => {
  const response = await post({ body })
  expect(await response.json()).toMatchObject({ error: { code: -32602, message: expect.stringMatching(message) } })
})
