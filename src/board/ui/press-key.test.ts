import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Card } from '../../issues/schemas.ts'
import { findCard, putCard } from './board-order.ts'
import type { BoardData } from './board-types.ts'
import { landedCard } from './carry.ts'
import { type KeyState, pressKey } from './press-key.ts'

const status = (id: string) => ({ id, name: id, category: 'backlog' as const, color: 'grey', position: 0 })
// Only what keys look at; a whole card would hide it.
const card = (id: string, statusId: string, rank: string) =>
  ({ id, identifier: id, rank, revision: 1, status: status(statusId) }) as Partial<Card> as Card
const boardOf = (lengths: number[]): BoardData => ({
  position: 0,
  columns: lengths.map((length, column) => ({
    status: status(`s${column}`),
    count: length,
    next_cursor: null,
    items: Array.from({ length }, (_, index) => card(`${column}.${index}`, `s${column}`, `a${index}`)),
  })),
})

/** Presses one key after another, as fast as that: each sees what the one before it did. */
function press(board: BoardData, keys: string[], cursor = '0.0') {
  let state: KeyState = { cursor, carry: null }
  let current = board
  const said: string[] = []
  for (const key of keys) {
    const pressed = pressKey({ board: current, fixed: undefined }, state, key)
    if (!pressed) continue
    state = pressed.state
    if (pressed.say) said.push(pressed.say)
    const found = state.cursor && findCard(current, state.cursor)
    if (pressed.effect?.do === 'move' && found) current = putCard(current, landedCard(found.card, pressed.effect.landing))
  }
  return { state, board: current, said }
}

const placeOf = (board: BoardData, id: string) => findCard(board, id)?.place

test('a card is lifted, carried over columns and dropped, by keys that follow each other at once', () => {
  const { state, board, said } = press(boardOf([3, 1, 2]), [' ', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'Enter'])
  expect(placeOf(board, '0.0')).toEqual({ column: 2, index: 1 })
  expect(state).toEqual({ cursor: '0.0', carry: null })
  expect(said.at(-1)).toBe('0.0 dropped. s2, position 2 of 3.')
})

test('the arrow after a drop walks from where the card landed', () => {
  const { state } = press(boardOf([2, 2]), [' ', 'ArrowRight', 'Enter', 'ArrowDown'])
  expect(state).toEqual({ cursor: '1.0', carry: null })
})

test('Escape and Tab put a card back, a drop in place moves nothing', () => {
  for (const end of ['Escape', 'Tab']) {
    const { board, said } = press(boardOf([2, 2]), [' ', 'ArrowRight', end])
    expect(placeOf(board, '0.0')).toEqual({ column: 0, index: 0 })
    expect(said.at(-1)).toBe('0.0 is back where it was.')
  }
  expect(press(boardOf([2, 2]), [' ', 'ArrowRight', 'ArrowLeft', 'Enter']).said.at(-1)).toBe('0.0 stays where it was.')
})

test('who carries a card has no other keys, who may not move is told why', () => {
  const board = boardOf([1, 1])
  expect(press(board, [' ', 'm', 'x', 'c']).state.carry).not.toBeNull()
  const state = { cursor: '0.0', carry: null }
  expect(pressKey({ board, fixed: 'You are viewer.' }, state, ' ')).toEqual({ state, say: 'You are viewer.' })
  expect(pressKey({ board, fixed: 'You are viewer.' }, state, 'x')).toBeNull()
})

test('keys without a card, and keys of others, are left alone', () => {
  const board = boardOf([1])
  expect(pressKey({ board, fixed: undefined }, { cursor: null, carry: null }, 'Enter')).toBeNull()
  expect(pressKey({ board, fixed: undefined }, { cursor: 'gone', carry: null }, 'Enter')).toBeNull()
  expect(pressKey({ board, fixed: undefined }, { cursor: '0.0', carry: null }, 'c')).toBeNull()
})

test('whatever is pressed, no card is lost and the cursor stands on one', () => {
  const keys = fc.constantFrom(' ', 'Enter', 'Escape', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight')
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
      fc.array(keys, { maxLength: 20 }),
      (lengths, pressed) => {
        const start = boardOf([1, ...lengths])
        const { board, state } = press(start, pressed)
        const idsOf = (data: BoardData) => data.columns.flatMap(({ items }) => items.map(({ id }) => id)).sort()
        expect(idsOf(board)).toEqual(idsOf(start))
        expect(placeOf(board, state.cursor ?? '')).toBeDefined()
      },
    ),
  )
})
