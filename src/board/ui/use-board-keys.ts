// The board by keyboard: arrows walk, Space lifts a card, arrows carry it, Enter drops it, Esc puts it back.
'use client'
import { type KeyboardEvent, useCallback, useRef, useState } from 'react'
import type { Card } from '../../issues/schemas.ts'
import { findCard } from './board-order.ts'
import type { BoardData } from './board-types.ts'
import { type Carry, type CarryKey, type Landing, landingAt, pickUp, stepCarry, tellCarry } from './carry.ts'

interface BoardKeysOptions {
  /** The board as it is shown: filtered, without what is carried. */
  board: BoardData | undefined
  /** Why cards may not be moved; undefined when they may. */
  fixed: string | undefined
  focusCard(id: string): void
  onMove(card: Card, landing: Landing): void
  onOpen(card: Card): void
  onMenu(card: Card, beside: DOMRect): void
}

export function useBoardKeys(options: BoardKeysOptions) {
  const [carry, setCarry] = useState<Carry | null>(null)
  const [said, say] = useState('')
  const latest = useRef({ ...options, carry })
  latest.current = { ...options, carry }

  const onKey = useCallback((event: KeyboardEvent, card: Card) => {
    const { board, fixed, carry: carried, focusCard, onMove, onOpen, onMenu } = latest.current
    if (!board || event.metaKey || event.ctrlKey || event.altKey) return
    const done = () => {
      event.preventDefault()
      event.stopPropagation()
    }
    if (carried) {
      done()
      if (isArrow(event.key)) {
        const next = stepCarry(board, carried, event.key)
        setCarry(next)
        say(tellCarry(board, next))
        focusCard(card.id)
      } else if (event.key === 'Enter' || event.key === ' ') {
        const landing = landingAt(board, carried.cardId, carried.at)
        const found = findCard(board, carried.cardId)
        const stays = carried.at.column === carried.from.column && carried.at.index === carried.from.index
        if (landing && found && !stays) onMove(found.card, landing)
        say(stays ? `${card.identifier} stays where it was.` : `${card.identifier} dropped. ${tellCarry(board, carried)}.`)
        // The cache tells its readers in a task of its own: put down before that, the card would jump back for a moment.
        setTimeout(() => {
          setCarry(null)
          focusCard(card.id)
        })
      } else if (event.key === 'Escape' || event.key === 'Tab') {
        setCarry(null)
        say(`${card.identifier} is back where it was.`)
        focusCard(card.id)
      }
      return
    }
    if (fixed && (event.key === ' ' || event.key === 'm')) {
      done()
      say(fixed)
    } else if (event.key === ' ') {
      done()
      const lifted = pickUp(board, card.id)
      setCarry(lifted)
      if (lifted)
        say(`${card.identifier} lifted. ${tellCarry(board, lifted)}. Arrows move it, Enter drops it, Escape puts it back.`)
    } else if (event.key === 'Enter') {
      done()
      onOpen(card)
    } else if (event.key === 'm') {
      done()
      onMenu(card, event.currentTarget.getBoundingClientRect())
    } else if (isArrow(event.key)) {
      done()
      const next = neighbour(board, card.id, event.key)
      if (next) focusCard(next)
    }
  }, [])

  return { carry, said, onKey, cancelCarry: () => setCarry(null) }
}

function isArrow(key: string): key is CarryKey {
  return key === 'ArrowUp' || key === 'ArrowDown' || key === 'ArrowLeft' || key === 'ArrowRight'
}

/** The card that an arrow leads to; sideways the same height in the next column that has cards. */
export function neighbour(board: BoardData, cardId: string, key: CarryKey): string | null {
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
