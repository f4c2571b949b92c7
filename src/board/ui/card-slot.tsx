// A card's place in its column: the link, the drag, the keys, the menu.
'use client'
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { attachClosestEdge, extractClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge'
import { ArrowRightLeft } from 'lucide-react'
import { memo, useEffect, useRef, useState } from 'react'
import type { Card } from '../../issues/schemas.ts'
import { issuePath } from '../../issues/ui/open-issue.ts'
import { toggleSelected, useIsSelected } from '../../issues/ui/selection.ts'
import { cx } from '../../ui/class-names.ts'
import type { BoardActions } from './board-actions.ts'
import { CardFace } from './issue-card.tsx'

interface CardSlotProps {
  card: Card
  /** The one card that the Tab key reaches. */
  isEntry: boolean
  isCarried: boolean
  actions: BoardActions
}

export const CardSlot = memo(function CardSlot({ card, isEntry, isCarried, actions }: CardSlotProps) {
  const element = useRef<HTMLDivElement>(null)
  const isSelected = useIsSelected(card.id)
  const { isDragged, edge } = useCardDrag(element, { cardId: card.id, statusId: card.status.id, canMove: actions.canMove })
  return (
    <div ref={element} className={cx('group/card relative', isDragged && 'opacity-40')}>
      {edge && (
        <span
          aria-hidden
          className={cx('absolute inset-x-0 h-0.5 rounded-full bg-accent', edge === 'top' ? '-top-1' : '-bottom-1')}
        />
      )}
      <a
        href={issuePath(card.identifier)}
        data-card={card.id}
        data-issue={card.id}
        draggable={false}
        tabIndex={isEntry ? 0 : -1}
        aria-describedby="board-keys"
        aria-label={`${card.identifier} ${card.title}${isSelected ? ', chosen' : ''}`}
        className={cx('block rounded-lg', isSelected && 'ring-2 ring-accent')}
        onClick={(event) => {
          if (event.shiftKey && actions.canMove) {
            event.preventDefault()
            toggleSelected(card.id)
            return
          }
          if (event.metaKey || event.ctrlKey || event.shiftKey) return
          event.preventDefault()
          actions.open(card)
        }}
        onFocus={() => actions.focus(card.id)}
      >
        <CardFace card={card} lifted={isCarried} />
      </a>
      {actions.canMove && (
        <button
          type="button"
          tabIndex={-1}
          aria-label={`Move ${card.identifier} to…`}
          title="Move to…  M"
          onClick={(event) => actions.menu(card, event.currentTarget.getBoundingClientRect())}
          className="absolute top-1.5 right-7.5 hidden size-5 items-center justify-center rounded-sm border border-line-strong bg-raised text-ink-2 hover:bg-hover group-hover/card:inline-flex pointer-coarse:right-1.5 pointer-coarse:inline-flex"
        >
          <ArrowRightLeft aria-hidden size={12} />
        </button>
      )}
    </div>
  )
})

/** Makes the card draggable and tells on which side of it another one would land. */
function useCardDrag(
  element: React.RefObject<HTMLElement | null>,
  { cardId, statusId, canMove }: { cardId: string; statusId: string; canMove: boolean },
) {
  const [isDragged, setDragged] = useState(false)
  const [edge, setEdge] = useState<'top' | 'bottom' | null>(null)
  useEffect(() => {
    const node = element.current
    if (!node || !canMove) return undefined
    return combine(
      draggable({
        element: node,
        getInitialData: () => ({ cardId }),
        onDragStart: () => setDragged(true),
        onDrop: () => setDragged(false),
      }),
      dropTargetForElements({
        element: node,
        canDrop: ({ source }) => 'cardId' in source.data,
        getIsSticky: () => true,
        getData: ({ input }) =>
          attachClosestEdge({ statusId, cardId }, { element: node, input, allowedEdges: ['top', 'bottom'] }),
        onDrag: ({ self, source }) => {
          const closest = source.data.cardId === cardId ? null : extractClosestEdge(self.data)
          setEdge(closest === 'top' || closest === 'bottom' ? closest : null)
        },
        onDragLeave: () => setEdge(null),
        onDrop: () => setEdge(null),
      }),
    )
  }, [element, cardId, statusId, canMove])
  return { isDragged, edge }
}
