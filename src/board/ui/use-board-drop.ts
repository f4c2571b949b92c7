// Listens to the mouse drags of cards over the whole board.
'use client'
import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { extractClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge'
import { type RefObject, useEffect, useRef } from 'react'
import { scrollNear } from './drag-scroll.ts'

export interface DropTarget {
  statusId: string
  /** Null: the column itself, not beside a card. */
  cardId: string | null
  edge: 'top' | 'bottom'
}

export function useBoardDrop(board: RefObject<HTMLElement | null>, onDrop: (cardId: string, target: DropTarget) => void): void {
  const latest = useRef(onDrop)
  latest.current = onDrop
  useEffect(
    () =>
      monitorForElements({
        canMonitor: ({ source }) => 'cardId' in source.data,
        onDrag: ({ location }) => board.current && scrollNear(location.current.input, board.current),
        onDrop: ({ source, location }) => {
          const target = location.current.dropTargets[0]
          const statusId = target?.data.statusId
          const cardId = source.data.cardId
          if (!target || typeof statusId !== 'string' || typeof cardId !== 'string') return
          const beside = typeof target.data.cardId === 'string' ? target.data.cardId : null
          latest.current(cardId, { statusId, cardId: beside, edge: extractClosestEdge(target.data) === 'top' ? 'top' : 'bottom' })
        },
      }),
    [board],
  )
}
