import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { isJson, readBody } from './read-body.ts'

function request(chunks: (string | Buffer)[], length?: string): IncomingMessage {
  return Object.assign(Readable.from(chunks), {
    headers: length === undefined ? {} : { 'content-length': length },
  }) as unknown as IncomingMessage
}

test('a body is put together before it is read as text, so that no letter is torn', async () => {
  const bytes = Buffer.from('Körbchen 🧺')
  const chunks = [...bytes].map((byte) => Buffer.from([byte]))
  expect(await readBody(request(chunks), 100)).toBe('Körbchen 🧺')
  expect(await readBody(request([]), 100)).toBe('')
})

test('a body may have as many bytes as the limit, and not one more', async () => {
  expect(await readBody(request(['abc', 'de']), 5)).toBe('abcde')
  await expect(readBody(request(['abc', 'def']), 5)).rejects.toMatchObject({ status: 413, code: 'too_large' })
  await expect(readBody(request(['ä', 'ä', 'ä']), 5)).rejects.toMatchObject({ code: 'too_large' })
})

test('one that announces too much is not read at all, and one that lies about it is stopped', async () => {
  const never = request(['x'], '1000')
  await expect(readBody(never, 5)).rejects.toMatchObject({ code: 'too_large' })
  expect(never.readableDidRead).toBe(false)
  await expect(readBody(request(['abc', 'def'], '3'), 5)).rejects.toMatchObject({ code: 'too_large' })
})

test.each([
  ['application/json', true],
  ['Application/JSON; charset=utf-8', true],
  ['application/json ;charset=utf-8', true],
  ['application/jsonp', false],
  ['text/plain; application/json', false],
  ['', false],
  [null, false],
  [undefined, false],
])('%s is JSON: %s', (type, is) => expect(isJson(type)).toBe(is))
