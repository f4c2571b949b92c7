import { expect, test } from 'vitest'
import { newSigningSecret, sign, verifySigned } from './standard-webhooks.ts'

// The example of the specification's own libraries.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const example = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: '1614265330',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  body: Buffer.from('{"test": 2432232314}'),
}
const at = new Date(1614265330 * 1000)

test("the specification's example is genuine", () => {
  expect(sign(example, secret)).toBe(example.signature)
  expect(verifySigned(example, secret, at)).toEqual({ ok: true })
})

test('one of several signatures suffices, as during a rotation', () => {
  expect(verifySigned({ ...example, signature: `v1,AAAA v1a,BBBB ${example.signature}` }, secret, at)).toEqual({ ok: true })
})

test.each([
  [{ signature: null }, 'missing_signature'],
  [{ id: '' }, 'missing_signature'],
  [{ timestamp: null }, 'missing_signature'],
  [{ timestamp: '1614265029' }, 'stale_timestamp'],
  [{ timestamp: '1614265631' }, 'stale_timestamp'],
  [{ timestamp: 'NaN' }, 'stale_timestamp'],
  [{ timestamp: '1614265331' }, 'wrong_signature'],
  [{ id: 'msg_other' }, 'wrong_signature'],
  [{ body: Buffer.from('{"test": 1}') }, 'wrong_signature'],
  [{ signature: 'v1,' }, 'wrong_signature'],
  [{ signature: 'x'.repeat(10_000) }, 'wrong_signature'],
])('%j: %s', (change, reason) => {
  expect(verifySigned({ ...example, ...change }, secret, at)).toEqual({ ok: false, reason })
})

test('another secret signs otherwise, and secrets are long', () => {
  expect(verifySigned(example, newSigningSecret(), at)).toEqual({ ok: false, reason: 'wrong_signature' })
  expect(Buffer.from(newSigningSecret().slice(6), 'base64')).toHaveLength(32)
})
