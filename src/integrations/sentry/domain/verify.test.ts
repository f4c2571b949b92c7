import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { verifySentry } from './verify.ts'

const body = Buffer.from('{"action":"created","data":{}}')
const signature = createHmac('sha256', 'client-secret').update(body).digest('hex')

test('the bare hex digest verifies', () => {
  expect(verifySentry(body, signature, ['client-secret'])).toEqual({ ok: true })
})

test("GitHub's notation of the same digest is refused", () => {
  expect(verifySentry(body, `sha256=${signature}`, ['client-secret'])).toEqual({ ok: false, reason: 'malformed_signature' })
})
