import { expect, test } from 'vitest'
import { readSessionCookie, writeSessionCookie } from './session-cookie.ts'

test.each([
  [null, undefined],
  ['', undefined],
  [';;;', undefined],
  ['dispatch_session', undefined],
  ['other=1; dispatch_session=abc; more=2', 'abc'],
  ['dispatch_session=v1:a+b/c==', 'v1:a+b/c=='],
  ['dispatch_session=first; dispatch_session=second', 'first'],
  ['xdispatch_session=abc', undefined],
  ['dispatch_session=', ''],
])('%j holds %j', (header, value) => {
  expect(readSessionCookie(header)).toBe(value)
})

test('scripts cannot read it, other sites cannot post with it, and TLS keeps it to TLS', () => {
  expect(writeSessionCookie('x', { maxAgeSeconds: 60, isSecure: false })).toBe(
    'dispatch_session=x; Path=/; Max-Age=60; HttpOnly; SameSite=Lax',
  )
  expect(writeSessionCookie('x', { maxAgeSeconds: 60, isSecure: true })).toMatch(/; Secure$/)
})
