// The board by keyboard: arrows walk, Space lifts a card, arrows carry it, Enter drops it, Esc puts it back.
//
// One listener for the whole board, and its own notion of where the keys are: the focus of the browser gets lost whenever
// a card is drawn anew in another column, and follows some frames later. Keys don't wait for it.
'use client'
import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { Card } from '../../issues/schemas.ts'
import { findCard } from './board-order.ts'
import type { BoardData } from './board-types.ts'
import type { Carry, Landing } from './carry.ts'
import { type KeyState, type Pressed, pressKey } from './press-key.ts'

interface BoardKeysOptions {
  /** The board as of now: filtered, without what is carried. Asked at each key. */
  read(): BoardData
  /** Why cards may not be moved; undefined when they may. */
  fixed: string | undefined
  /** Another view lies over the board. */
  isCovered: boolean
  focusCard(id: string): void
  onMove(card: Card, landing: Landing): void
  onOpen(card: Card): void
  onMenu(card: Card, beside: DOMRect): void
  onChoose(card: Card): void
}

const nothing: KeyState = { cursor: null, carry: null }

export function useBoardKeys(options: BoardKeysOptions) {
  const [carry, showCarry] = useState<Carry | null>(null)
  const [said, say] = useState('')
  const state = useRef<KeyState>(nothing)
  const latest = useRef(options)
  latest.current = options

  /** The focus came to a card; to another one than is carried: that one goes back. */
  const adopt = useCallback((cardId: string) => {
    const { carry: carried } = state.current
    const keeps = carried?.cardId === cardId
    state.current = { cursor: cardId, carry: keeps ? carried : null }
    if (carried && !keeps) showCarry(null)
  }, [])
  const enter = useCallback(
    (cardId: string) => {
      adopt(cardId)
      latest.current.focusCard(cardId)
    },
    [adopt],
  )
  /** To be called when the board was drawn: the card that had the focus may stand elsewhere now. */
  const followCard = useCallback(() => {
    const { cursor } = state.current
    if (cursor && !latest.current.isCovered && document.activeElement === document.body) latest.current.focusCard(cursor)
  }, [])

  // Not a frame later: who sees the cards can press a key.
  useLayoutEffect(() => {
    const act = ({ state: next, say: words, effect }: Pressed, card: Card) => {
      const { focusCard, onMove, onOpen, onMenu, onChoose } = latest.current
      const before = state.current.cursor
      state.current = next
      if (words) say(words)
      if (effect?.do === 'move') {
        onMove(card, effect.landing)
        // The cache tells its readers in a task of its own: put down before that, the card would jump back for a moment.
        setTimeout(() => showCarry(state.current.carry))
      } else showCarry(next.carry)
      if (effect?.do === 'open') onOpen(card)
      else if (effect?.do === 'choose') onChoose(card)
      else if (effect?.do === 'menu') onMenu(card, placeOf(card.id))
      else if (next.cursor && (next.cursor !== before || next.carry || effect)) focusCard(next.cursor)
    }
    const onKeyDown = (event: KeyboardEvent) => {
      const { read, fixed, isCovered } = latest.current
      const { cursor } = state.current
      if (isCovered || cursor === null || event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return
      if (event.target !== document.body && !isCard(event.target)) return
      const board = read()
      const card = findCard(board, cursor)?.card
      const pressed = card && pressKey({ board, fixed }, state.current, event.key)
      if (!card || !pressed) return
      event.preventDefault()
      event.stopPropagation()
      act(pressed, card)
    }
    /** Whoever goes to something else has let the cards go. */
    const letGo = (event: Event) => {
      if (isCard(event.target)) return
      state.current = nothing
      showCarry(null)
    }
    window.addEventListener('keydown', onKeyDown, true)
    document.addEventListener('focusin', letGo)
    document.addEventListener('pointerdown', letGo, true)
    return () => {
      window.removeEventListener('keydown', onKeyDown, true)
      document.removeEventListener('focusin', letGo)
      document.removeEventListener('pointerdown', letGo, true)
    }
  }, [])

  return { carry, said, adopt, enter, followCard }
}

function isCard(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-card]') !== null
}

function placeOf(cardId: string): DOMRect {
  const element = document.querySelector(`[data-card="${CSS.escape(cardId)}"]`) ?? document.body
  return element.getBoundingClientRect()
}
