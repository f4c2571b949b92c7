// A card that is carried by keyboard: where it would land, and how that is told. The board itself stays as it is until the drop.
import { generateKeyBetween } from 'fractional-indexing'
import type { Card } from '../../issues/schemas.ts'
import { type CardPlace, findCard } from './board-order.ts'
import type { BoardColumn, BoardData } from './board-types.ts'

export interface Carry {
  cardId: string
  from: CardPlace
  /** Where it would stand: the index counts without the card itself. */
  at: CardPlace
}

export type CarryKey = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight'

export function pickUp(board: BoardData, cardId: string): Carry | null {
  const found = findCard(board, cardId)
  return found && { cardId, from: found.place, at: found.place }
}

/** One step; at the edges the carry stays where it is. */
export function stepCarry(board: BoardData, carry: Carry, key: CarryKey): Carry {
  const lengths = board.columns.map((column) => withoutCard(column, carry.cardId).length)
  const { column, index } = carry.at
  switch (key) {
    case 'ArrowUp':
      return { ...carry, at: { column, index: Math.max(0, index - 1) } }
    case 'ArrowDown':
      return { ...carry, at: { column, index: Math.min(lengths[column] ?? 0, index + 1) } }
    case 'ArrowLeft':
      return toColumn(carry, column - 1, lengths)
    case 'ArrowRight':
      return toColumn(carry, column + 1, lengths)
  }
}

function toColumn(carry: Carry, column: number, lengths: number[]): Carry {
  const length = lengths[column]
  return length === undefined ? carry : { ...carry, at: { column, index: Math.min(carry.at.index, length) } }
}

/** The rank and the neighbour that put a card at that place. `null` place: the column has no other card. */
export interface Landing {
  status: BoardColumn['status']
  rank: string
  place: { before: string } | { after: string } | null
}

export function landingAt(board: BoardData, cardId: string, at: CardPlace): Landing | null {
  const column = board.columns[at.column]
  if (!column) return null
  const others = withoutCard(column, cardId)
  const above = others[at.index - 1]
  const below = others[at.index]
  const place = below ? { before: below.id } : above ? { after: above.id } : null
  return { status: column.status, rank: rankBetween(above, below), place }
}

/**
 * The card as it looks after the move. The half revision marks it as ours until the server answers; a second move before
 * that is half a step beyond the answer to the first.
 */
export function landedCard(card: Card, landing: Landing): Card {
  const { position: _, ...status } = landing.status
  const isUnderway = !Number.isInteger(card.revision)
  return { ...card, status, rank: landing.rank, revision: card.revision + (isUnderway ? 1 : 0.5) }
}

/** Where the indicator of a mouse drag points, as a place. */
export function placeBeside(
  board: BoardData,
  target: { statusId: string; cardId: string | null; edge: 'top' | 'bottom' },
  movingId: string,
): CardPlace | null {
  const column = board.columns.findIndex((item) => item.status.id === target.statusId)
  const found = board.columns[column]
  if (!found) return null
  const others = withoutCard(found, movingId)
  if (target.cardId === null) return { column, index: target.edge === 'top' ? 0 : others.length }
  const index = others.findIndex((card) => card.id === target.cardId)
  return index < 0 ? null : { column, index: target.edge === 'top' ? index : index + 1 }
}

/** The sentence for screen readers. */
export function tellCarry(board: BoardData, carry: Carry): string {
  const column = board.columns[carry.at.column]
  if (!column) return ''
  const total = withoutCard(column, carry.cardId).length + 1
  return `${column.status.name}, position ${carry.at.index + 1} of ${total}${column.next_cursor ? ' loaded' : ''}`
}

function withoutCard(column: BoardColumn, cardId: string): Card[] {
  return column.items.filter((card) => card.id !== cardId)
}

/** A rank for the time until the server answers with its own. */
function rankBetween(above: Card | undefined, below: Card | undefined): string {
  try {
    return generateKeyBetween(above?.rank ?? null, below?.rank ?? null)
  } catch {
    // Two neighbours with equal ranks: directly after the upper one is near enough for a moment.
    return `${above?.rank ?? ''}0`
  }
}
