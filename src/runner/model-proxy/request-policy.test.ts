// What an agent may ask the model API for.
import { expect, test } from 'vitest'
import { judgeBody, judgePath } from './request-policy.ts'

test.each([
  ['POST', '/v1/messages', true],
  ['POST', '/v1/messages/count_tokens', false],
])('%s %s passes', (method, path, isMetered) => expect(judgePath(method, path)).toEqual({ ok: true, isMetered }))

test.each([
  ['GET', '/v1/messages', 405],
  ['POST', '/v1/messages/batches', 404],
  ['POST', '/v1/files', 404],
  ['GET', '/v1/models', 404],
  ['POST', '/v1/messages/../files', 404],
  ['POST', '', 404],
])('%s %s does not', (method, path, status) => expect(judgePath(method, path)).toMatchObject({ ok: false, refusal: { status } }))

const body = (value: unknown) => Buffer.from(JSON.stringify(value))

test('ordinary requests pass, client tools included', () => {
  expect(
    judgeBody(
      body({
        model: 'm',
        messages: [],
        tools: [{ name: 'Bash' }, { type: 'custom', name: 'x' }, { type: 'bash_20250124', name: 'bash' }],
      }),
    ),
  ).toMatchObject({ ok: true, model: 'm' })
})

test.each([
  { model: 'm', tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
  { model: 'm', tools: [{ type: 'web_fetch_20250910', name: 'web_fetch' }] },
  { model: 'm', tools: [{ type: 'code_execution_20250825', name: 'code' }] },
  { model: 'm', tools: [{ type: 'mcp_toolset' }] },
  { model: 'm', mcp_servers: [{ url: 'https://evil.example' }] },
  { model: 'm', speed: 'fast' },
  { messages: [] },
  [],
  'text',
])('%j is refused', (value) => expect(judgeBody(body(value))).toMatchObject({ ok: false, refusal: { status: 400 } }))

test('a body that is not JSON is refused', () => expect(judgeBody(Buffer.from('{"model":'))).toMatchObject({ ok: false }))
