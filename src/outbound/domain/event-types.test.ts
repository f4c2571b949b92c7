import { expect, test } from 'vitest'
import { accessGroups, eventGroups, isEventPattern, matchesEvent } from './event-types.ts'

test('every type of the list belongs to its group and can be subscribed to', () => {
  for (const { noun, types } of [...eventGroups, ...accessGroups]) {
    for (const type of types) expect([type.startsWith(`${noun}.`), isEventPattern(type)]).toEqual([true, true])
  }
})

test.each(['*', 'issue.*', 'fix.verified', 'issue.renumbered'])('%s is a pattern', (text) => {
  expect(isEventPattern(text)).toBe(true)
})

test.each(['', 'issue', 'isue.moved', 'issue.**', '*.moved', 'issue.moved.twice', 'Issue.Moved', 'is*.moved'])(
  '%s is none',
  (text) => {
    expect(isEventPattern(text)).toBe(false)
  },
)

test('a pattern takes its own noun and no other', () => {
  expect(matchesEvent('issue.moved', ['issue.*'])).toBe(true)
  expect(matchesEvent('issue.moved', ['issue.moved'])).toBe(true)
  expect(matchesEvent('issue.moved', ['fix.*', '*'])).toBe(true)
  expect(matchesEvent('issues.moved', ['issue.*'])).toBe(false)
  expect(matchesEvent('issue.moved', ['issue.created', 'run.*'])).toBe(false)
})

test('everything is everything about the work; logins, people and keys are asked for by name, private notices never', () => {
  expect(matchesEvent('login.failed', ['*'])).toBe(false)
  expect(matchesEvent('member.added', ['*', 'login.*'])).toBe(false)
  expect(matchesEvent('login.failed', ['*', 'login.*'])).toBe(true)
  expect(matchesEvent('something.new', ['*'])).toBe(true)
  expect(matchesEvent('notification.updated', ['*', 'notification.*'])).toBe(false)
})
