// Which card has the focus, also when it is not drawn yet: the column scrolls there first.
'use client'
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from '../../ui/external-store.ts'
import { viewBelow } from '../../ui/view-below.ts'
import { findCard } from './board-order.ts'
import type { BoardData } from './board-types.ts'

/** `shown`: the board as it was drawn last, with what is carried. */
export function useBoardFocus(board: BoardData, shown: RefObject<BoardData>) {
  const [focusedId, remember] = useState<string | null>(null)
  const scrollers = useRef(new Map<string, (index: number) => void>())
  const frame = useRef(0)

  const registerScroll = useCallback((statusId: string, scrollTo: ((index: number) => void) | null) => {
    if (scrollTo) scrollers.current.set(statusId, scrollTo)
    else scrollers.current.delete(statusId)
  }, [])
  const focusCard = useCallback(
    (id: string) => {
      remember(id)
      // Only the last wish counts: a focus that arrives late would lead the keys back.
      cancelAnimationFrame(frame.current)
      const attempt = (left: number) => {
        const found = findCard(shown.current, id)
        const statusId = found && shown.current.columns[found.place.column]?.status.id
        if (found && statusId) scrollers.current.get(statusId)?.(found.place.index)
        if (!focusDrawn(id) && left > 0) frame.current = requestAnimationFrame(() => attempt(left - 1))
      }
      // After the change that is just being drawn, the card may stand in another column.
      frame.current = requestAnimationFrame(() => attempt(20))
    },
    [shown],
  )
  useEffect(() => () => cancelAnimationFrame(frame.current), [])
  const firstId = useMemo(() => board.columns.flatMap((column) => column.items.slice(0, 1))[0]?.id ?? null, [board])
  const entryId = focusedId && findCard(board, focusedId) ? focusedId : firstId
  useReturningFocus(focusedId, focusCard)
  return { entryId, remember, focusCard, registerScroll }
}

/** When an issue that lay over the board is closed, the focus is where it was. */
function useReturningFocus(focusedId: string | null, focusCard: (id: string) => void): void {
  const below = useStore(viewBelow, null)
  const wasCovered = useRef(false)
  useEffect(() => {
    if (below !== null) wasCovered.current = true
    else if (wasCovered.current) {
      wasCovered.current = false
      if (focusedId) focusCard(focusedId)
    }
  }, [below, focusedId, focusCard])
}

function focusDrawn(id: string): boolean {
  const element = document.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`)
  element?.focus({ preventScroll: false })
  return element !== null
}
