import { expect, test } from 'vitest'
import type { ReplayItem } from '../../intake/replay-schemas.ts'
import type { Screen } from '../shared/screen.ts'
import { describeItem, effectLine } from './describe-item.ts'

const screen = { style: (_style: unknown, text: string) => text } as Partial<Screen> as Screen
const decision = (result: string, detail = 'because') => ({ result, reason: `${result}_reason`, detail }) as ReplayItem['before']
const effect = (type: string, over = {}) => ({ type, issue: 'DISPATCH-1', ...over })

function lines(over: Partial<ReplayItem>): string[] {
  const delivery = { id: 'dlv_1', source: 'sentry', kind: 'issue.created', received_at: new Date().toISOString() }
  const item = { delivery, state: 'previewed', problem: null, before: null, after: null, difference: null, ...over }
  return describeItem(screen, item as ReplayItem)
    .split('\n')
    .slice(1)
}

test('what went and what came stand around what stayed', () => {
  const difference = {
    decision_changed: false,
    removed: [effect('issue.moved')],
    same: [effect('issue.created')],
    added: [effect('label.added', { label: 'bug' })],
  }
  expect(lines({ before: decision('filed'), after: decision('filed'), difference } as Partial<ReplayItem>)).toEqual([
    '  - issue.moved issue=DISPATCH-1',
    '    decision: filed (filed_reason) because',
    '    issue.created issue=DISPATCH-1',
    '  + label.added issue=DISPATCH-1 label=bug',
  ])
})

test('another decision is told before and after', () => {
  const difference = { decision_changed: true, removed: [], same: [], added: [] }
  expect(lines({ before: decision('ignored'), after: decision('filed'), difference } as Partial<ReplayItem>)).toEqual([
    '  - decision: ignored (ignored_reason) because',
    '  + decision: filed (filed_reason) because',
  ])
})

test('where there was no decision, none is gone', () => {
  const difference = { decision_changed: true, removed: [], same: [], added: [] }
  expect(lines({ before: null, after: decision('filed'), difference } as Partial<ReplayItem>)).toEqual([
    '  + decision: filed (filed_reason) because',
  ])
})

test('what was not replayed says why', () => {
  expect(lines({ problem: 'its body\nwas dropped' })).toEqual(['  not replayed: its body was dropped'])
  expect(lines({ state: 'waiting' as ReplayItem['state'] })).toEqual(['  not replayed: waiting'])
})

test('an effect is one line, whatever it holds', () => {
  expect(effectLine({ type: 'issue.updated', title: 'two\nlines \u001b[31mred', labels: ['a', 'b'], none: null, n: 2 })).toBe(
    'issue.updated title=two lines red labels=["a","b"] none=null n=2',
  )
})
