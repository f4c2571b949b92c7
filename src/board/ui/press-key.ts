// What a key does on the board: pure, so that a key never waits for what the one before it drew.
import { findCard } from './board-order.ts'
import type { BoardData } from './board-types.ts'
import { type Carry, type CarryKey, type Landing, landingAt, pickUp, stepCarry, tellCarry } from './carry.ts'

export interface KeyState {
  /** The card that keys are about; the focus of the browser follows it. */
  cursor: string | null
  carry: Carry | null
}

export type KeyEffect = { do: 'move'; landing: Landing } | { do: 'open' } | { do: 'menu' } | { do: 'choose' }

export interface Pressed {
  state: KeyState
  /** For screen readers. */
  say?: string
  effect?: KeyEffect
}

interface Place {
  board: BoardData
  /** Why cards may not be moved; undefined when they may. */
  fixed: string | undefined
}

/** Null: the key is none of the board's. */
export function pressKey({ board, fixed }: Place, state: KeyState, key: string): Pressed | null {
  const found = state.cursor === null ? null : findCard(board, state.cursor)
  if (!found) return null
  const { id, identifier } = found.card
  if (state.carry) return pressCarrying(board, { cursor: id, carry: state.carry }, { key, identifier })
  switch (key) {
    case ' ':
      return fixed ? { state, say: fixed } : lift(board, id, identifier)
    case 'm':
      return fixed ? { state, say: fixed } : { state, effect: { do: 'menu' } }
    case 'x':
      return fixed ? null : { state, effect: { do: 'choose' } }
    case 'Enter':
      return { state, effect: { do: 'open' } }
    default:
      return isArrow(key) ? { state: { cursor: neighbour(board, id, key) ?? id, carry: null } } : null
  }
}

function lift(board: BoardData, cursor: string, identifier: string): Pressed | null {
  const carry = pickUp(board, cursor)
  return (
    carry && {
      state: { cursor, carry },
      say: `${identifier} lifted. ${tellCarry(board, carry)}. Arrows move it, Enter drops it, Escape puts it back.`,
    }
  )
}

/** Whoever carries a card has no other keys until it is put down. */
function pressCarrying(
  board: BoardData,
  { cursor, carry }: { cursor: string; carry: Carry },
  { key, identifier }: { key: string; identifier: string },
): Pressed {
  if (isArrow(key)) {
    const next = stepCarry(board, carry, key)
    return { state: { cursor, carry: next }, say: tellCarry(board, next) }
  }
  const putDown = { cursor, carry: null }
  if (key === 'Escape' || key === 'Tab') return { state: putDown, say: `${identifier} is back where it was.` }
  if (key !== 'Enter' && key !== ' ') return { state: { cursor, carry } }
  const landing = landingAt(board, carry.cardId, carry.at)
  const stays = carry.at.column === carry.from.column && carry.at.index === carry.from.index
  if (stays || !landing) return { state: putDown, say: `${identifier} stays where it was.` }
  return { state: putDown, say: `${identifier} dropped. ${tellCarry(board, carry)}.`, effect: { do: 'move', landing } }
}

function isArrow(key: string): key is CarryKey {
  return key === 'ArrowUp' || key === 'ArrowDown' || key === 'ArrowLeft' || key === 'ArrowRight'
}

/** The card that an arrow leads to; sideways the same height in the next column that has cards. */
function neighbour(board: BoardData, cardId: string, key: CarryKey): string | null {
  const found = findCard(board, cardId)
  if (!found) return null
  const { column, index } = found.place
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    return board.columns[column]?.items[index + (key === 'ArrowUp' ? -1 : 1)]?.id ?? null
  }
  const step = key === 'ArrowLeft' ? -1 : 1
  for (let next = column + step; next >= 0 && next < board.columns.length; next += step) {
    const items = board.columns[next]?.items ?? []
    const card = items[Math.min(index, items.length - 1)]
    if (card) return card.id
  }
  return null
}
