import { expect, test } from 'vitest'
import { auditVerbs } from './audit-verbs.ts'

const said = (type: string, payload: Record<string, unknown> = {}) => auditVerbs[type]?.(payload)

test.each([
  ['logged_out', 'logged out'],
  ['revoked', 'ended a session'],
  ['password_changed', 'ended a session: its password was changed'],
  ['something_new', 'ended a session'],
  [undefined, 'ended a session'],
])('a session that ended for %s', (reason, words) => expect(said('session.revoked', { reason })).toBe(words))

test('the shared password: switched, made anew, or set from outside', () => {
  expect(said('account.shared_password', { changes: { enabled: [false, true] } })).toBe('switched on the shared password')
  expect(said('account.shared_password', { changes: { enabled: [true, false] } })).toBe('switched off the shared password')
  expect(said('account.shared_password', { password: 'reset' })).toBe('made a new shared password')
  expect(said('account.shared_password', { password: 'environment' })).toBe('set the shared password by DISPATCH_PASSWORD')
})

test('roles have their article and their name, and an unknown one is a member', () => {
  expect(said('invitation.created', { email: 'ada@example.com', role: 'admin' })).toBe('invited ada@example.com as an admin')
  expect(said('member.added', { name: 'Ada', role: 'viewer' })).toBe('added Ada as a viewer')
  expect(said('member.added', { role: 'emperor' })).toBe('added a member as a member')
})

test('whoever leaves was not removed', () => {
  expect(said('member.removed', { reason: 'left', name: 'Ada' })).toBe('left the workspace')
  expect(said('member.removed', { reason: 'removed', name: 'Ada' })).toBe('removed Ada')
})

test.each([
  ['tells nothing', {}],
  [
    'holds other kinds of values',
    { name: 7, email: [], login: {}, role: null, reason: 1, changes: [], after: 'x', password: {} },
  ],
])('an event that %s is a clean sentence all the same', (_, payload) => {
  for (const type of Object.keys(auditVerbs)) {
    const words = said(type, payload)
    expect(words, type).toMatch(/^[a-z].*\S$/)
    expect(words, type).not.toMatch(/ {2}|undefined|null|\[object/)
  }
})
