// Pure changes of a loaded board. Cards stand by (rank, id); a column may be loaded only down to its cursor.
import type { Card } from '../../issues/schemas.ts'
import type { BoardColumn, BoardData } from './board-types.ts'

export interface CardPlace {
  column: number
  index: number
}

export function findCard(board: BoardData, id: string): { card: Card; place: CardPlace } | null {
  for (const [column, { items }] of board.columns.entries()) {
    const index = items.findIndex((card) => card.id === id)
    const card = items[index]
    if (card) return { card, place: { column, index } }
  }
  return null
}

/** Negative when `a` stands above `b`. */
export function compareCards(a: Card, b: Card): number {
  if (a.rank !== b.rank) return a.rank < b.rank ? -1 : 1
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/** Whether the card's place lies in the part of the column that is loaded. */
export function isInLoadedPart(column: BoardColumn, card: Card): boolean {
  const last = column.items.at(-1)
  return column.next_cursor === null || (last !== undefined && compareCards(card, last) < 0)
}

export function removeCard(board: BoardData, id: string): BoardData {
  const found = findCard(board, id)
  if (!found) return board
  return changeColumn(board, found.place.column, (column) => ({
    ...column,
    count: Math.max(0, column.count - 1),
    items: column.items.filter((card) => card.id !== id),
  }))
}

/** Puts the card where its status and rank say, whether it was on the board or not. The counts follow. */
export function putCard(board: BoardData, card: Card): BoardData {
  const without = removeCard(board, card.id)
  const target = without.columns.findIndex((column) => column.status.id === card.status.id)
  if (target < 0) return without
  return changeColumn(without, target, (column) => ({
    ...column,
    count: column.count + 1,
    items: isInLoadedPart(column, card) ? insertByRank(column.items, card) : column.items,
  }))
}

/** Replaces a card that stays where it is; other cards and columns keep their identity. */
export function replaceCard(board: BoardData, card: Card): BoardData {
  const found = findCard(board, card.id)
  if (!found) return board
  return changeColumn(board, found.place.column, (column) => ({
    ...column,
    items: column.items.map((item) => (item.id === card.id ? card : item)),
  }))
}

/** Adds the next page of one column; cards that meanwhile stand elsewhere stay there. */
export function appendPage(board: BoardData, page: BoardColumn): BoardData {
  const index = board.columns.findIndex((column) => column.status.id === page.status.id)
  const known = new Set(board.columns.flatMap((column) => column.items.map((card) => card.id)))
  return changeColumn(board, index, (column) => ({
    ...column,
    count: page.count,
    next_cursor: page.next_cursor,
    items: [...column.items, ...page.items.filter((card) => !known.has(card.id))],
  }))
}

function insertByRank(items: readonly Card[], card: Card): Card[] {
  const index = items.findIndex((item) => compareCards(card, item) < 0)
  return index < 0 ? [...items, card] : [...items.slice(0, index), card, ...items.slice(index)]
}

function changeColumn(board: BoardData, index: number, change: (column: BoardColumn) => BoardColumn): BoardData {
  return { ...board, columns: board.columns.map((column, position) => (position === index ? change(column) : column)) }
}
