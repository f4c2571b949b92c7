import { expect, test } from 'vitest'
import { showBody, showHeaders } from './shown-body.ts'

const show = (value: unknown, source = 'sentry') => showBody(Buffer.from(JSON.stringify(value)), source)
const shown = (value: unknown, source = 'sentry') => JSON.parse(show(value, source).text)

test('a JSON body is indented and otherwise as it came', () => {
  const body = { action: 'created', data: { count: 3, list: [1, 'two', null, true], tokens_used: 12 } }
  expect(show(body)).toEqual({ text: JSON.stringify(body, null, 2), format: 'json', truncated: false, note: null })
})

test.each([
  ['an e-mail in a sentence', { message: 'mail to ann@example.com failed' }, 'ann@example.com'],
  ['an address in a sentence', { message: 'from 203.0.113.9' }, '203.0.113.9'],
  ['a password by its name', { form: { password: 'correct horse' } }, 'correct horse'],
  ['a token by its name', { csrf_token: 'abcdef' }, 'abcdef'],
  ['a camel-cased token', { accessToken: 'abcdef' }, 'abcdef'],
  ['a cookie jar', { cookies: { theme: 'dark', sid: 'abcdef' } }, 'abcdef'],
  ['a header pair', { headers: [['Cookie', 'sid=abcdef']] }, 'abcdef'],
  ['a named value', { headers: [{ name: 'Authorization', value: 'abcdef' }] }, 'abcdef'],
  ['a visitor', { event: { user: { id: 'u-77', username: 'ann', ip_address: '203.0.113.9' } } }, 'u-77'],
  ['a query without its question mark', { request: { query_string: 'token=abcdef&x=1' } }, 'abcdef'],
  ['a card that is a number', { card: 4111111111111111 }, '4111'],
  ['a short secret that is a number', { cvv: 987, pin: 4321 }, '4321'],
  [
    'a tag about the visitor',
    {
      tags: [
        ['user', 'username:ann'],
        ['user.id', 'ann'],
      ],
    },
    'ann',
  ],
  ['the same as a member', { tags: { 'user.username': 'ann' } }, 'ann'],
  ['a token in a log', { message: 'login token=abcdef99 for nobody' }, 'abcdef99'],
  ['a header of another name', { headers: [['X-Auth', 'abcdef']] }, 'abcdef'],
  ['a token in an address', { url: 'https://example.com/?token=abcdef' }, 'abcdef'],
  ['a known token anywhere', { note: `use ghp_${'a1'.repeat(18)} here` }, 'ghp_'],
  ['a key of another vendor', { note: `use sk_live_${'a1'.repeat(12)} here` }, 'sk_live_a1'],
  ['an address as a name', { 'ann@example.com': 1 }, 'ann@example.com'],
])('%s is hidden', (_what, body, secret) => {
  expect(show(body).text).not.toContain(secret)
})

test('what is no secret stays: logins of GitHub, names of things, counts of tokens', () => {
  const body = {
    user: { login: 'octocat', id: 1 },
    at: 1774353333000,
    count: 12,
    name: 'cookie-parser',
    token_type: 'bearer',
    sha: 'a'.repeat(40),
  }
  expect(shown(body, 'github')).toEqual(body)
})

test('GitHub’s older hooks send a form: the JSON in it is shown', () => {
  const body = Buffer.from(new URLSearchParams({ payload: '{"zen":"Keep it simple."}' }).toString())
  const view = showBody(body, 'github', 'application/x-www-form-urlencoded')
  expect(view).toMatchObject({ format: 'form', text: '{\n  "zen": "Keep it simple."\n}' })
})

test('a body that is no JSON is shown as text, one that is no text is not shown', () => {
  expect(showBody(Buffer.from('hello ann@example.com'), 'sentry')).toMatchObject({ format: 'text', text: 'hello [email]' })
  expect(showBody(Buffer.from([0xff, 0xfe, 0x00]), 'sentry')).toMatchObject({ format: 'binary', text: '', truncated: true })
})

test('a long body is cut, says so, and is still JSON', () => {
  const view = show({ frames: Array.from({ length: 5000 }, (_, line) => ({ line, source: 'x'.repeat(500) })), last: 'z' })
  expect(view.truncated).toBe(true)
  expect(view.note).toMatch(/too long/)
  expect(view.text.length).toBeLessThan(1_100_000)
  expect(() => JSON.parse(view.text)).not.toThrow()
  expect(shown({ one: 'x'.repeat(30_000) }).one).toMatch(/\[10000 more characters\]$/)
})

test('a body that nests without end is shown to some depth', () => {
  const deep = `${'['.repeat(2000)}${']'.repeat(2000)}`
  expect(showBody(Buffer.from(deep), 'sentry').truncated).toBe(true)
})

test('headers are shown without addresses of people', () => {
  expect(showHeaders({ 'x-forwarded-for': '203.0.113.9', 'user-agent': 'Sentry', 'x-signature': '[hidden]' })).toEqual({
    'x-forwarded-for': '[hidden]',
    'user-agent': 'Sentry',
    'x-signature': '[hidden]',
  })
})
