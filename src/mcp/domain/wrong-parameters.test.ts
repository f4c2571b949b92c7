import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'
import { expect, test } from 'vitest'
import { withWrongParameters } from './wrong-parameters.ts'

const failed = (message: string, code = -32_603): JSONRPCMessage => ({ jsonrpc: '2.0', id: 1, error: { code, message } })
const complaint = (path: (string | number)[], message: string) => ({ code: 'invalid_type', path, message })

test("a schema's complaint becomes what it is: wrong parameters, in words", () => {
  const text = JSON.stringify([complaint(['params', 'uri'], 'expected string'), complaint(['params', 'list', 0], 'is too long')])
  expect(withWrongParameters(failed(text))).toEqual({
    jsonrpc: '2.0',
    id: 1,
    error: { code: -32_602, message: 'params.uri: expected string; params.list.0: is too long' },
  })
})

test('of very many complaints the first five are told', () => {
  const text = JSON.stringify(Array.from({ length: 500 }, (_, index) => complaint([`p${index}`], 'is wrong')))
  expect(withWrongParameters(failed(text))).toMatchObject({ error: { message: expect.stringMatching(/^p0: .*p4: is wrong$/) } })
})

test.each([
  ['a failure of our own', failed('Something failed on the server.')],
  ['a list that is no complaint', failed('[1,2]')],
  ['an empty list', failed('[]')],
  ['half a list', failed('[{"path":')],
  ['another error', failed(JSON.stringify([complaint(['a'], 'b')]), -32_601)],
  ['an answer', { jsonrpc: '2.0', id: 1, result: {} } as JSONRPCMessage],
])('%s stays as it is', (_, answer) => expect(withWrongParameters(answer)).toBe(answer))
