// Which card has the focus, also when it is not drawn yet: the column scrolls there first.
'use client'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from '../../ui/external-store.ts'
import { viewBelow } from '../../ui/view-below.ts'
import { findCard } from './board-order.ts'
import type { BoardData } from './board-types.ts'

export function useBoardFocus(board: BoardData) {
  const [focusedId, remember] = useState<string | null>(null)
  const scrollers = useRef(new Map<string, (index: number) => void>())
  const latest = useRef(board)
  latest.current = board

  const registerScroll = useCallback((statusId: string, scrollTo: ((index: number) => void) | null) => {
    if (scrollTo) scrollers.current.set(statusId, scrollTo)
    else scrollers.current.delete(statusId)
  }, [])
  const focusCard = useCallback((id: string) => {
    remember(id)
    // After the change that is just being drawn, the card may stand in another column.
    requestAnimationFrame(() => {
      const found = findCard(latest.current, id)
      const statusId = found && latest.current.columns[found.place.column]?.status.id
      if (found && statusId) scrollers.current.get(statusId)?.(found.place.index)
      focusWhenDrawn(id)
    })
  }, [])
  const firstId = useMemo(() => board.columns.flatMap((column) => column.items.slice(0, 1))[0]?.id ?? null, [board])
  const entryId = focusedId && findCard(board, focusedId) ? focusedId : firstId
  const enter = useCallback(() => {
    if (entryId) focusCard(entryId)
  }, [entryId, focusCard])
  useReturningFocus(focusedId)
  return { entryId, remember, focusCard, enter, registerScroll }
}

/** When an issue that lay over the board is closed, the focus is where it was. */
function useReturningFocus(focusedId: string | null): void {
  const below = useStore(viewBelow, null)
  const wasCovered = useRef(false)
  useEffect(() => {
    if (below !== null) wasCovered.current = true
    else if (wasCovered.current) {
      wasCovered.current = false
      if (focusedId) focusWhenDrawn(focusedId)
    }
  }, [below, focusedId])
}

/** A virtual list draws the card a frame or two after it was scrolled to. */
function focusWhenDrawn(id: string, attempts = 6): void {
  const element = document.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`)
  if (element) element.focus({ preventScroll: false })
  else if (attempts > 0) requestAnimationFrame(() => focusWhenDrawn(id, attempts - 1))
}
