import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Card } from '../../issues/schemas.ts'
import { putCard } from './board-order.ts'
import type { BoardData } from './board-types.ts'
import { type CarryKey, landedCard, landingAt, pickUp, placeBeside, stepCarry, tellCarry } from './carry.ts'

const status = (id: string) => ({ id, name: id, category: 'backlog' as const, color: 'grey', position: 0 })
// Only what carrying looks at; a whole card would hide it.
const card = (id: string, statusId: string, rank: string) =>
  ({ id, rank, revision: 1, status: status(statusId) }) as Partial<Card> as Card
const boardOf = (lengths: number[]): BoardData => ({
  position: 0,
  columns: lengths.map((length, column) => ({
    status: status(`s${column}`),
    count: length,
    next_cursor: null,
    items: Array.from({ length }, (_, index) => card(`${column}.${index}`, `s${column}`, `a${index}`)),
  })),
})

test('a carried card goes down, across and back, and stops at the edges', () => {
  const board = boardOf([3, 1])
  const start = pickUp(board, '0.0')
  expect(start).not.toBeNull()
  if (!start) return
  const walk = (...keys: CarryKey[]) => keys.reduce((carry, key) => stepCarry(board, carry, key), start).at
  expect(walk('ArrowDown')).toEqual({ column: 0, index: 1 })
  expect(walk('ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown')).toEqual({ column: 0, index: 2 })
  expect(walk('ArrowDown', 'ArrowDown', 'ArrowRight')).toEqual({ column: 1, index: 1 })
  expect(walk('ArrowLeft', 'ArrowUp')).toEqual({ column: 0, index: 0 })
})

test('wherever a card is dropped, it stands exactly there afterwards', () => {
  const keys = fc.constantFrom<CarryKey>('ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight')
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 }),
      fc.array(keys, { maxLength: 12 }),
      (lengths, steps) => {
        const board = boardOf([1, ...lengths])
        const start = pickUp(board, '0.0')
        if (!start) return false
        const carry = steps.reduce((current, key) => stepCarry(board, current, key), start)
        const landing = landingAt(board, carry.cardId, carry.at)
        if (!landing) return false
        const after = putCard(board, landedCard(card('0.0', 's0', 'a0'), landing))
        return after.columns[carry.at.column]?.items[carry.at.index]?.id === '0.0'
      },
    ),
  )
})

test('a landing names the neighbour that the server needs', () => {
  const board = boardOf([2, 2, 0])
  expect(landingAt(board, '0.0', { column: 1, index: 0 })?.place).toEqual({ before: '1.0' })
  expect(landingAt(board, '0.0', { column: 1, index: 2 })?.place).toEqual({ after: '1.1' })
  expect(landingAt(board, '0.0', { column: 2, index: 0 })?.place).toBeNull()
})

test('a mouse drop above or below a card is a place that does not count the card itself', () => {
  const board = boardOf([3])
  expect(placeBeside(board, { statusId: 's0', cardId: '0.2', edge: 'top' }, '0.0')).toEqual({ column: 0, index: 1 })
  expect(placeBeside(board, { statusId: 's0', cardId: '0.2', edge: 'bottom' }, '0.0')).toEqual({ column: 0, index: 2 })
  expect(placeBeside(board, { statusId: 's0', cardId: null, edge: 'bottom' }, '0.0')).toEqual({ column: 0, index: 2 })
})

test('the place is told in words', () => {
  const board = boardOf([3])
  const carry = pickUp(board, '0.1')
  expect(carry && tellCarry(board, carry)).toBe('s0, position 2 of 3')
})
