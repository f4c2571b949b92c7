import { expect, test } from 'vitest'
import { eventGroups, isEventPattern, matchesEvent } from './event-types.ts'

test('every type of the list belongs to its group and can be subscribed to', () => {
  for (const { noun, types } of eventGroups) {
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
