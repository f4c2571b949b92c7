import { expect, test } from 'vitest'
import type { Card } from '../../issues/schemas.ts'
import type { LiveEvent } from '../../ui/live/event-chain.ts'
import { applyEvent } from './apply-event.ts'
import { findCard } from './board-order.ts'
import type { BoardColumn, BoardData } from './board-types.ts'

const status = (id: string) => ({ id, name: id, category: 'backlog' as const, color: 'grey', position: 0 })
const card = (id: string, statusId: string, rank: string, revision = 1): Card => ({
  id,
  identifier: id.toUpperCase(),
  number: 1,
  title: id,
  status: status(statusId),
  priority: 'P3',
  labels: [],
  assignee: null,
  source: 'manual',
  simulated: false,
  rank,
  revision,
  created_at: '',
  updated_at: '',
  closed_at: null,
  agent_state: 'idle',
  waiting_on: { who: 'nobody', code: 'start', text: '', since: '', until: null },
  fix_state: 'none',
  needs_attention: null,
  pull_request: null,
  cost_usd: 0,
  sub_issues: { total: 0, done: 0 },
})
const column = (id: string, items: Card[], more: Partial<BoardColumn> = {}): BoardColumn => ({
  status: status(id),
  count: items.length,
  items,
  next_cursor: null,
  ...more,
})
const board = (...columns: BoardColumn[]): BoardData => ({ columns, position: 10 })
const event = (seq: number, type: string, issue: Card | null, more: Partial<LiveEvent> = {}): LiveEvent => ({
  seq,
  type,
  at: '',
  actor: { type: 'person', id: 'u', name: 'A' },
  issue_id: issue?.id ?? null,
  run_id: null,
  issue,
  changes: {},
  ...more,
})
const ids = (data: BoardData) => data.columns.map(({ items }) => items.map((item) => item.id).join(''))
const counts = (data: BoardData) => data.columns.map(({ count }) => count)

test('a moved card leaves its column and stands by its rank in the new one', () => {
  const start = board(
    column('todo', [card('a', 'todo', 'a1'), card('b', 'todo', 'a2')]),
    column('done', [card('c', 'done', 'a1'), card('d', 'done', 'a3')]),
  )
  const { board: after } = applyEvent(start, event(11, 'issue.moved', card('a', 'done', 'a2', 2)))
  expect(ids(after)).toEqual(['b', 'cad'])
  expect(counts(after)).toEqual([1, 3])
  expect(after.position).toBe(11)
})

test('an event that the board already shows changes nothing', () => {
  const start = board(column('todo', [card('a', 'todo', 'a1', 3)]))
  expect(applyEvent(start, event(10, 'issue.moved', card('a', 'todo', 'a9', 4))).board).toBe(start)
  expect(ids(applyEvent(start, event(11, 'issue.updated', card('a', 'todo', 'a1', 2))).board)).toEqual(['a'])
  expect(findCard(applyEvent(start, event(11, 'issue.updated', card('a', 'todo', 'a1', 2))).board, 'a')?.card.revision).toBe(3)
})

test('a card that is being moved here is not pulled back by an older event', () => {
  const start = board(column('todo', []), column('done', [card('a', 'done', 'a1', 1.5)]))
  expect(ids(applyEvent(start, event(11, 'run.updated', card('a', 'todo', 'a1', 1))).board)).toEqual(['', 'a'])
  expect(ids(applyEvent(start, event(11, 'issue.moved', card('a', 'todo', 'a1', 2))).board)).toEqual(['a', ''])
})

test('a new card is counted, and shown only in the part that is loaded', () => {
  const start = board(column('todo', [card('a', 'todo', 'a1'), card('b', 'todo', 'a3')], { count: 40, next_cursor: 'x' }))
  expect(ids(applyEvent(start, event(11, 'issue.created', card('c', 'todo', 'a2'))).board)).toEqual(['acb'])
  const below = applyEvent(start, event(11, 'issue.created', card('c', 'todo', 'a9')))
  expect(ids(below.board)).toEqual(['ab'])
  expect(counts(below.board)).toEqual([41])
  expect(below.countsUnknown).toBe(false)
})

test('cards that were never loaded make the counts doubtful', () => {
  const start = board(column('todo', [card('a', 'todo', 'a1')], { count: 40, next_cursor: 'x' }), column('done', []))
  const arrived = applyEvent(
    start,
    event(11, 'issue.moved', card('z', 'done', 'a1', 2), { changes: { status: [status('todo'), status('done')] } }),
  )
  expect(ids(arrived.board)).toEqual(['a', 'z'])
  expect(arrived.countsUnknown).toBe(true)
  expect(applyEvent(start, event(11, 'issue.deleted', null, { issue_id: 'zz' })).countsUnknown).toBe(true)
  expect(applyEvent(start, event(11, 'comment.added', card('z', 'todo', 'a9', 2))).countsUnknown).toBe(false)
})

test('a deleted card goes and is no longer counted', () => {
  const after = applyEvent(board(column('todo', [card('a', 'todo', 'a1')])), event(11, 'issue.deleted', null, { issue_id: 'a' }))
  expect(ids(after.board)).toEqual([''])
  expect(counts(after.board)).toEqual([0])
})
