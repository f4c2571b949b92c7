import { expect, test } from 'vitest'
import { parseRelation, seenFromBehind, storedAs } from './relation.ts'

test('being blocked is stored as the other one blocking', () => {
  expect(storedAs('blocked_by')).toEqual({ kind: 'blocks', isReversed: true })
  expect(storedAs('related')).toEqual({ kind: 'related', isReversed: false })
  expect(seenFromBehind('blocks')).toBe('blocked_by')
  expect(seenFromBehind('duplicate_of')).toBe('duplicated_by')
})

test.each([
  ['rel_01m8288tcb7pqp25bk97pr570q', { id: 'rel_01m8288tcb7pqp25bk97pr570q' }],
  ['blocks:DISPATCH-3', { kind: 'blocks', issue: 'DISPATCH-3' }],
  ['duplicated_by:DISPATCH-3', { kind: 'duplicated_by', issue: 'DISPATCH-3' }],
  ['loves:DISPATCH-3', undefined],
  ['blocks:', undefined],
  ['blocks:a:b', undefined],
  ['rel_1', undefined],
])('%s', (text, expected) => {
  expect(parseRelation(text)).toEqual(expected)
})
