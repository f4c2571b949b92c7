import { describe, expect, test } from 'vitest'
import { signGrafana } from '#test/fixtures/grafana/payloads.ts'
import { type GrafanaSettings, readGrafanaSettings } from '../settings.ts'
import { verifyGrafana } from './verify.ts'

const text = '{"alerts":[]}'
const now = new Date('2026-03-02T09:14:00Z')
const seconds = now.getTime() / 1_000
const secrets = ['the-new-secret', 'the-old-secret']

function verdict(headers: Record<string, string>, settings: Partial<GrafanaSettings> = {}) {
  const result = verifyGrafana({ body: Buffer.from(text), headers, secrets, settings: readGrafanaSettings(settings), now })
  return result.ok ? 'ok' : result.reason
}

const signature = (secret = 'the-new-secret') => ({ 'x-grafana-alerting-signature': signGrafana(text, secret) })
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

test('a signature or a bearer token of either valid secret is accepted', () => {
  for (const secret of secrets) {
    expect(verdict(signature(secret))).toBe('ok')
    expect(verdict(bearer(secret))).toBe('ok')
  }
})

describe('anything else is refused', () => {
  test.each([
    ['nothing', {}, 'missing_token'],
    ['Basic', { authorization: `Basic ${Buffer.from('x:the-new-secret').toString('base64')}` }, 'missing_token'],
    ['another token', bearer('another'), 'wrong_token'],
    ['another signature', signature('another'), 'wrong_signature'],
    ['a wrong signature beside a right token', { ...signature('another'), ...bearer('the-new-secret') }, 'wrong_signature'],
    ['a prefix', { 'x-grafana-alerting-signature': `sha256=${signGrafana(text, 'the-new-secret')}` }, 'malformed_signature'],
  ])('%s', (_, headers, reason) => expect(verdict(headers)).toBe(reason))
})

test('a connection may insist on one of them', () => {
  expect(verdict(bearer('the-new-secret'), { auth: 'hmac' })).toBe('missing_signature')
  expect(verdict(signature(), { auth: 'bearer' })).toBe('missing_token')
})

test('header names are settings, in any case', () => {
  const headers = { 'x-signed-by-us': signGrafana(text, 'the-new-secret') }
  expect(verdict(headers, { signature_header: 'X-Signed-By-Us' })).toBe('ok')
})

describe('a signed timestamp', () => {
  const settings = { timestamp_header: 'x-sent-at' }
  const at = (time: number, secret = 'the-new-secret') => ({
    'x-grafana-alerting-signature': signGrafana(text, secret, time),
    'x-sent-at': String(time),
  })
  test.each([0, 300, -300])('within five minutes is fresh (%i s)', (offset) => {
    expect(verdict(at(seconds + offset), settings)).toBe('ok')
  })
  test.each([301, -301])('beyond them is stale (%i s)', (offset) => {
    expect(verdict(at(seconds + offset), settings)).toBe('stale_timestamp')
  })
  test('that was put in afterwards is a wrong signature', () => {
    expect(verdict({ ...at(seconds - 9_000), 'x-sent-at': String(seconds) }, settings)).toBe('wrong_signature')
  })
  test('that is missing is refused', () => expect(verdict(signature(), settings)).toBe('missing_timestamp'))
  test('is not looked at where it is not signed', () => expect(verdict({ ...signature(), 'x-sent-at': '1' })).toBe('ok'))
})

test.each([{ auth: 'basic' }, { timestamp_header: 'no header' }, { signature: 'x' }, { group_by_labels: ['no label'] }])(
  'the settings %j are refused',
  (settings) => expect(() => readGrafanaSettings(settings)).toThrow(),
)
