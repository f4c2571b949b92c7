import { expect, test } from 'vitest'
import { differenceOf, isNothing, markInvented } from './effect-difference.ts'

const created = { result: 'create', reason: 'new_error', detail: 'A new error.' }
const known = { result: 'ignore', reason: 'content_known', detail: 'Said before.' }
const issue = { type: 'issue.created', issue_id: 'iss_1', identifier: 'SHOP-1' }
const moved = { type: 'issue.moved', issue_id: 'iss_1', to: 'backlog' }

test('what stays, what goes and what comes are told apart', () => {
  const difference = differenceOf({ decision: created, effects: [issue, moved] }, { decision: known, effects: [moved] })
  expect(difference).toEqual({ decision_changed: true, added: [], removed: [issue], same: [moved] })
})

test('the order of effects and of their members says nothing', () => {
  const turned = { to: 'backlog', issue_id: 'iss_1', type: 'issue.moved' }
  const difference = differenceOf({ decision: created, effects: [issue, moved] }, { decision: created, effects: [turned, issue] })
  expect(difference).toMatchObject({ added: [], removed: [] })
  expect(isNothing(difference)).toBe(true)
})

test('an effect that happens twice is not the same as one that happens once', () => {
  expect(differenceOf({ decision: created, effects: [moved] }, { decision: created, effects: [moved, moved] })).toMatchObject({
    added: [moved],
    same: [moved],
  })
})

test('another sentence is no other decision; a decision where there was none is one', () => {
  const worded = { ...created, detail: 'In other words.' }
  expect(differenceOf({ decision: created, effects: [] }, { decision: worded, effects: [] }).decision_changed).toBe(false)
  expect(differenceOf({ decision: null, effects: [] }, { decision: created, effects: [] }).decision_changed).toBe(true)
})

test('ids that a dry run has made up are marked, others stay', () => {
  expect(markInvented([issue, moved], new Set(['iss_1', 'iss_2']))).toEqual([
    { ...issue, issue_id: '(new)' },
    { ...moved, issue_id: '(new)' },
  ])
  expect(markInvented([issue], new Set())).toEqual([issue])
})
