import { expect, test } from 'vitest'
import { batchText, effectText, effectWordsOf, sizeText } from './delivery-words.ts'

const batch = {
  id: 'rpb_1',
  state: 'finished' as const,
  dry_run: true,
  total: 12,
  done: 12,
  changed: 3,
  failed: 0,
  is_cut: false,
  created_by: { type: 'person' as const, id: 'usr_1', name: 'Ada' },
  created_at: '2026-03-02T09:00:00.000Z',
  finished_at: '2026-03-02T09:00:01.000Z',
}

test.each([
  [batch, '3 of 12 deliveries would do something else than before.'],
  [{ ...batch, changed: 0 }, 'None of 12 deliveries would do something else than before.'],
  [{ ...batch, total: 1, done: 1, changed: 1 }, '1 of one delivery would do something else than before.'],
  [
    { ...batch, dry_run: false, done: 10, failed: 2 },
    '10 of 12 deliveries replayed, 3 with another outcome than before. 2 could not be replayed.',
  ],
  [{ ...batch, state: 'canceled' as const, done: 4 }, 'Canceled after 4 of 12.'],
  [{ ...batch, total: 0 }, 'No delivery passes.'],
])('a batch is told in a sentence', (told, text) => {
  expect(batchText(told)).toBe(text)
})

test.each([
  [{ type: 'issue.moved', to: 'backlog', count: 2 }, 'Issue moved: to backlog, count 2'],
  [{ type: 'issue.created', issue_id: 'iss_1', identifier: 'SHOP-1' }, 'Issue made, SHOP-1'],
  [{ type: 'pr.linked', issue_id: 'iss_1', link_kind: 'closes' }, 'Pull request linked: link kind closes, iss_1'],
  [{ type: 'something.new' }, 'something.new'],
])('an effect is one line of words', (effect, text) => {
  expect(effectText(effect)).toBe(text)
})

test('beside a link to the issue no id is said', () => {
  expect(effectWordsOf({ type: 'issue.created', issue_id: 'iss_1', identifier: 'SHOP-1' })).toBe('Issue made')
})

test.each([
  [900, '900 bytes'],
  [1234, '1.2 kB'],
  [5_242_880, '5.2 MB'],
])('%d is %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text)
})
