import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AlertEntry, foldAlert } from './fold-alert.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute)).toISOString()
const firing = (instance: string, minute: number): AlertEntry => ({
  instance,
  kind: 'error_occurrence',
  occurredAt: at(minute),
  substatus: null,
})
const resolved = (instance: string, minute: number, substatus: string | null = null): AlertEntry => ({
  instance,
  kind: 'error_issue_resolved',
  occurredAt: at(minute),
  substatus,
})

test('an alert that nothing was said about has no state', () => expect(foldAlert([])).toBeNull())

test('an issue is over when each of its alerts is, since the last of them', () => {
  expect(foldAlert([firing('a', 0), firing('b', 1), resolved('a', 2)])).toMatchObject({ state: 'firing', resolvedAt: null })
  expect(foldAlert([firing('a', 0), firing('b', 1), resolved('a', 2), resolved('b', 5)])).toEqual({
    state: 'resolved',
    resolvedAt: at(5),
    lastBeganAt: null,
    isWatched: true,
  })
})

test('an alert that fires anew is not over', () => {
  expect(foldAlert([firing('a', 0), resolved('a', 2), firing('a', 3)])).toMatchObject({ state: 'firing' })
})

test.each(['RuleDeleted', 'Paused'])('what is over because the rule is %s is watched no more', (reason) => {
  expect(foldAlert([firing('a', 0), resolved('a', 2, reason)])).toMatchObject({ state: 'resolved', isWatched: false })
})

test.each(['MissingSeries', 'Updated', null])('what is over for the reason %s is watched on', (reason) => {
  expect(foldAlert([resolved('a', 2, reason)])).toMatchObject({ isWatched: true })
})

test('the order of arrival does not matter', () => {
  const entry = fc.record({
    instance: fc.constantFrom('a', 'b'),
    kind: fc.constantFrom('error_occurrence' as const, 'error_issue_resolved' as const),
    occurredAt: fc.nat(3).map(at),
    substatus: fc.constant(null),
  })
  const shuffled = fc
    .array(entry, { maxLength: 8 })
    .chain((entries) => fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })))
  fc.assert(
    fc.property(shuffled, ([entries, other]) => {
      expect(foldAlert(other)).toEqual(foldAlert(entries))
    }),
  )
})
