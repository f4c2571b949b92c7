import { expect, test } from 'vitest'
import type { Card } from '../../issues/ui/issue-types.ts'
import { passesFilter } from './board-filters.ts'

// Only what a filter looks at; a whole card would hide it.
const card = {
  priority: 'P2',
  labels: [{ id: 'lbl_1', name: 'api', color: 'grey' }],
  assignee: { type: 'person', id: 'usr_1', name: 'Kim' },
  source: 'sentry',
  waiting_on: { who: 'person', code: 'plan_review', text: '', since: '', until: null },
} as Partial<Card> as Card

test('values of one key are alternatives, different keys must all hold', () => {
  expect(passesFilter(card, {})).toBe(true)
  expect(passesFilter(card, { priority: ['P1', 'P2'] })).toBe(true)
  expect(passesFilter(card, { priority: ['P1', 'P2'], source: ['manual'] })).toBe(false)
})

test('labels and people are named by id or by name', () => {
  expect(passesFilter(card, { label: ['lbl_1'] })).toBe(true)
  expect(passesFilter(card, { label: ['api'], assignee: ['Kim'] })).toBe(true)
  expect(passesFilter(card, { assignee: ['none'] })).toBe(false)
  expect(passesFilter({ ...card, assignee: null }, { assignee: ['none'] })).toBe(true)
})

test('an issue that nobody has started waits for nobody in particular', () => {
  const idle: Card = { ...card, waiting_on: { ...card.waiting_on, code: 'start' } }
  expect(passesFilter(card, { waiting: ['person'] })).toBe(true)
  expect(passesFilter(idle, { waiting: ['person'] })).toBe(false)
})
