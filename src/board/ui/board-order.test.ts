import { expect, test } from 'vitest'
import type { Card } from '../../issues/schemas.ts'
import { appendPage, putCard } from './board-order.ts'
import type { BoardColumn, BoardData } from './board-types.ts'

const status = (id: string) => ({ id, name: id, category: 'backlog' as const, color: 'grey', position: 0 })
// Only what the order is made of; a whole card would hide it.
const card = (id: string, statusId: string, rank: string, revision = 1) =>
  ({ id, rank, revision, status: status(statusId) }) as Partial<Card> as Card
const column = (id: string, items: Card[], more: Partial<BoardColumn> = {}): BoardColumn => ({
  status: status(id),
  count: items.length,
  items,
  next_cursor: null,
  ...more,
})
const board = (...columns: BoardColumn[]): BoardData => ({ columns, position: 10 })
const ids = (data: BoardData) => data.columns.map(({ items }) => items.map((item) => item.id).join(''))

test('a further page is added once and does not bring back a card that moved away', () => {
  const start = board(
    column('todo', [card('a', 'todo', 'a1')], { count: 3, next_cursor: 'x' }),
    column('done', [card('c', 'done', 'a1')]),
  )
  const page = column('todo', [card('b', 'todo', 'a2'), card('c', 'todo', 'a3')], { count: 3 })
  expect(ids(appendPage(start, page))).toEqual(['ab', 'c'])
  expect(ids(appendPage(appendPage(start, page), page))).toEqual(['ab', 'c'])
})

test('columns that an event does not touch keep their identity, so that they need not be drawn again', () => {
  const start = board(column('todo', [card('a', 'todo', 'a1')]), column('done', [card('c', 'done', 'a1')]))
  expect(putCard(start, card('a', 'todo', 'a5', 2)).columns[1]).toBe(start.columns[1])
})
