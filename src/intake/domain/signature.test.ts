import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { verifySignature } from './signature.ts'

const body = Buffer.from('{"action":"created"}')
const sign = (secret: string, bytes: Uint8Array = body) => createHmac('sha256', secret).update(bytes).digest('hex')

test('a body signed with the secret is accepted', () => {
  expect(verifySignature({ body, signature: sign('s3cret'), secrets: ['s3cret'] })).toEqual({ ok: true })
})

test('upper-case hex is the same signature', () => {
  expect(verifySignature({ body, signature: sign('s3cret').toUpperCase(), secrets: ['s3cret'] })).toEqual({ ok: true })
})

test('during a rotation the old and the new secret are both accepted', () => {
  const secrets = ['new', 'old']
  expect(verifySignature({ body, signature: sign('old'), secrets })).toEqual({ ok: true })
  expect(verifySignature({ body, signature: sign('new'), secrets })).toEqual({ ok: true })
  expect(verifySignature({ body, signature: sign('older'), secrets })).toEqual({ ok: false, reason: 'wrong_signature' })
})

test('the signature covers the bytes, not their meaning', () => {
  const respaced = Buffer.from('{"action": "created"}')
  expect(verifySignature({ body: respaced, signature: sign('k'), secrets: ['k'] })).toEqual({
    ok: false,
    reason: 'wrong_signature',
  })
})

test('bytes that are no UTF-8 are verified as they are', () => {
  const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80])
  expect(verifySignature({ body: bytes, signature: sign('k', bytes), secrets: ['k'] })).toEqual({ ok: true })
})

test('without a secret nothing is accepted, not even a signature made with the empty key', () => {
  expect(verifySignature({ body, signature: sign(''), secrets: [] })).toEqual({ ok: false, reason: 'not_configured' })
  expect(verifySignature({ body, signature: sign(''), secrets: [''] })).toEqual({ ok: false, reason: 'not_configured' })
})

describe('an odd signature is a refusal, never an exception', () => {
  const good = sign('k')
  test.each([
    ['absent', undefined, 'missing_signature'],
    ['empty', '', 'missing_signature'],
    ['one digit short', good.slice(1), 'malformed_signature'],
    ['one digit long', `${good}0`, 'malformed_signature'],
    ['a megabyte long', good.repeat(16_384), 'malformed_signature'],
    ['not hex', 'z'.repeat(64), 'malformed_signature'],
    ['with a line break behind it', `${good}\n`, 'malformed_signature'],
    ['twice, as a joined header', `${good}, ${good}`, 'malformed_signature'],
    ['with a prefix that this vendor does not use', `sha256=${good}`, 'malformed_signature'],
    ['wide characters', '９'.repeat(64), 'malformed_signature'],
    ['of another key', sign('other'), 'wrong_signature'],
  ])('%s', (_, signature, reason) => {
    expect(verifySignature({ body, signature, secrets: ['k'] })).toEqual({ ok: false, reason })
  })
})

describe('with the prefix sha256=', () => {
  const check = (signature: string) => verifySignature({ body, signature, secrets: ['k'], prefix: 'sha256=' })
  test('the prefixed digest is accepted', () => expect(check(`sha256=${sign('k')}`)).toEqual({ ok: true }))
  test('the bare digest is not', () => expect(check(sign('k'))).toEqual({ ok: false, reason: 'malformed_signature' }))
  test('nor the digest behind another prefix of the same length', () =>
    expect(check(`sha512=${sign('k')}`)).toEqual({ ok: false, reason: 'malformed_signature' }))
  test('another algorithm is not', () => expect(check(`sha1=${sign('k')}`)).toEqual({ ok: false, reason: 'malformed_signature' }))
})

test('no text is accepted but the signature itself', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9a-f]{64}$/)),
      fc.uint8Array(),
      (signature, bytes) => {
        fc.pre(signature.toLowerCase() !== sign('k', bytes))
        expect(verifySignature({ body: bytes, signature, secrets: ['k'] }).ok).toBe(false)
      },
    ),
  )
})

test('one changed bit in the body is noticed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.integer({ min: 0, max: 7 }), (bytes, at, bit) => {
      const changed = Uint8Array.from(bytes)
      const index = at % bytes.length
      changed[index] = (bytes[index] ?? 0) ^ (1 << bit)
      expect(verifySignature({ body: changed, signature: sign('k', bytes), secrets: ['k'] }).ok).toBe(false)
    }),
  )
})
