import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { sign } from '#src/mcp/domain/standard-webhooks.ts'
import { readSignalSettings } from '../settings.ts'
import { verifySender } from './verify.ts'

const text = '{"external_id":"1"}'
const body = Buffer.from(text)
const now = new Date('2026-03-02T09:14:00Z')
const secrets = [`whsec_${Buffer.alloc(32, 1).toString('base64')}`, 'the-old-secret']
const [first = ''] = secrets

function verdict(headers: Record<string, string>, settings: object = {}) {
  const result = verifySender({ body, headers, secrets, settings: readSignalSettings(settings), now })
  return result.ok ? 'ok' : result.reason
}

const hmac = (secret: string, prefix = 'sha256=') => `${prefix}${createHmac('sha256', secret).update(body).digest('hex')}`
const standard = (secret: string, offset = 0) => {
  const timestamp = String(now.getTime() / 1_000 + offset)
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': timestamp,
    'webhook-signature': sign({ id: 'msg_1', timestamp, body }, secret),
  }
}

test('three ways, with either of two valid secrets', () => {
  for (const secret of secrets) {
    expect(verdict({ authorization: `Bearer ${secret}` })).toBe('ok')
    expect(verdict({ 'x-signature-256': hmac(secret) })).toBe('ok')
    expect(verdict(standard(secret))).toBe('ok')
  }
})

test('header and prefix are settings', () => {
  const settings = { signature_header: 'X-Hook-Sign', signature_prefix: '' }
  expect(verdict({ 'x-hook-sign': hmac(first, '') }, settings)).toBe('ok')
})

describe('anything else is refused', () => {
  test.each([
    ['nothing', {}, 'missing_token'],
    ['Basic', { authorization: 'Basic eDp5' }, 'missing_token'],
    ['another token', { authorization: 'Bearer another' }, 'wrong_token'],
    ['another signature', { 'x-signature-256': hmac('another') }, 'wrong_signature'],
    ['a standard signature of another secret', standard('another'), 'wrong_signature'],
    ['an old one', standard(first, -301), 'stale_timestamp'],
    ['one from the future', standard(first, 301), 'stale_timestamp'],
    [
      'a wrong signature beside a right token',
      { 'x-signature-256': hmac('another'), authorization: `Bearer ${first}` },
      'wrong_signature',
    ],
  ])('%s', (_, headers, reason) => expect(verdict(headers)).toBe(reason))
})

test('a connection may insist on one way', () => {
  expect(verdict({ authorization: `Bearer ${first}` }, { auth: 'standard_webhooks' })).toBe('missing_signature')
  expect(verdict(standard(first), { auth: 'hmac' })).toBe('missing_signature')
  expect(verdict({ 'x-signature-256': hmac(first) }, { auth: 'bearer' })).toBe('missing_token')
})
