// One column: its head, and as many of its cards as the screen needs.
'use client'
import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronsLeft, Plus } from 'lucide-react'
import { memo, useEffect, useRef, useState } from 'react'
import type { Card } from '../../issues/schemas.ts'
import { StatusGlyph } from '../../issues/ui/status-glyph.tsx'
import { IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import type { BoardActions } from './board-actions.ts'
import type { BoardColumn } from './board-types.ts'
import { CardSlot } from './card-slot.tsx'

interface BoardColumnViewProps {
  column: BoardColumn
  entryId: string | null
  carriedId: string | null
  actions: BoardActions
  /** A filter hides cards: the head shows how many are left. */
  isFiltered: boolean
  onMore(column: BoardColumn): void
  /** Undefined: the one who looks may not. */
  onCreate: ((statusId: string) => void) | undefined
  onCollapse(statusId: string): void
  registerScroll(statusId: string, scrollTo: ((index: number) => void) | null): void
}

const gapPx = 8
const guessedHeightPx = 92

export const BoardColumnView = memo(function BoardColumnView(props: BoardColumnViewProps) {
  const { column, entryId, carriedId, actions, onMore, registerScroll } = props
  const { status, items } = column
  const scroller = useRef<HTMLDivElement>(null)
  const isOver = useColumnDrop(scroller, status.id)
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => guessedHeightPx,
    getItemKey: (index) => items[index]?.id ?? index,
    gap: gapPx,
    overscan: 6,
  })
  const rows = virtual.getVirtualItems()
  const lastShown = rows.at(-1)?.index ?? -1
  useEffect(() => {
    if (column.next_cursor !== null && lastShown >= items.length - 12) onMore(column)
  }, [column, lastShown, items.length, onMore])
  useEffect(() => {
    registerScroll(status.id, (index) => virtual.scrollToIndex(index, { align: 'auto' }))
    return () => registerScroll(status.id, null)
  }, [registerScroll, status.id, virtual])

  return (
    <section
      aria-label={`${status.name}, ${column.count} issues`}
      className={cx(
        'flex h-full max-w-[340px] shrink grow snap-center flex-col transition-[flex-basis] duration-150 max-sm:shrink-0 max-sm:basis-[84vw]',
        // What is empty leaves its room to what is not; both give way before the last column is cut off.
        column.count === 0 ? 'min-w-[136px] basis-[168px]' : 'min-w-[224px] basis-[262px]',
      )}
    >
      <ColumnHead {...props} />
      <div
        ref={scroller}
        data-column-scroller
        className={cx(
          'min-h-0 flex-1 overflow-y-auto rounded-lg px-1.5 pt-1 pb-3 transition-colors duration-100',
          isOver && 'bg-hover',
        )}
      >
        <ul className="relative" style={{ height: virtual.getTotalSize() }}>
          {rows.map((row) => {
            const card = items[row.index]
            return (
              card && (
                <li
                  key={row.key}
                  ref={virtual.measureElement}
                  data-index={row.index}
                  className="absolute inset-x-0 top-0"
                  style={{ transform: `translateY(${row.start}px)` }}
                >
                  <CardSlot card={card} isEntry={card.id === entryId} isCarried={card.id === carriedId} actions={actions} />
                </li>
              )
            )
          })}
        </ul>
        {items.length === 0 && (
          <p className="px-2 py-6 text-center text-ink-3 text-meta">{props.isFiltered ? 'Nothing matches here' : 'No issues'}</p>
        )}
      </div>
    </section>
  )
})

function ColumnHead({ column, isFiltered, onCreate, onCollapse }: BoardColumnViewProps) {
  const { status, count, items } = column
  return (
    <header className="group/head relative flex h-9 shrink-0 items-center gap-2 px-2.5">
      <StatusGlyph category={status.category} />
      <h2 title={status.name} className="min-w-0 truncate font-medium text-ink">
        {status.name}
      </h2>
      <span className="text-ink-3 text-meta">{isFiltered ? `${items.length} of ${count}` : count}</span>
      <span className="absolute right-1 flex rounded-md bg-canvas opacity-0 transition-opacity duration-100 focus-within:opacity-100 group-hover/head:opacity-100 pointer-coarse:static pointer-coarse:ml-auto pointer-coarse:opacity-100">
        <IconButton
          label={`Fold ${status.name}`}
          icon={ChevronsLeft}
          size={14}
          className="size-6"
          onClick={() => onCollapse(status.id)}
        />
        {onCreate && (
          <IconButton
            label={`New issue in ${status.name}`}
            icon={Plus}
            size={14}
            className="size-6"
            onClick={() => onCreate(status.id)}
          />
        )}
      </span>
    </header>
  )
}

/** Lets cards be dropped anywhere in the column; true while one is over it but over no card. */
export function useColumnDrop(element: React.RefObject<HTMLElement | null>, statusId: string): boolean {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const node = element.current
    if (!node) return undefined
    return dropTargetForElements({
      element: node,
      canDrop: ({ source }) => 'cardId' in source.data,
      getData: () => ({ statusId, cardId: null }),
      onDrag: ({ location }) => setOver(location.current.dropTargets[0]?.element === node),
      onDragLeave: () => setOver(false),
      onDrop: () => setOver(false),
    })
  }, [element, statusId])
  return isOver
}

interface FoldedColumnProps {
  column: BoardColumn
  onUnfold(statusId: string): void
}

/** A column that takes no room: still a place to drop on. */
export function FoldedColumn({ column, onUnfold }: FoldedColumnProps) {
  const element = useRef<HTMLButtonElement>(null)
  const isOver = useColumnDrop(element, column.status.id)
  return (
    <button
      ref={element}
      type="button"
      onClick={() => onUnfold(column.status.id)}
      aria-label={`Unfold ${column.status.name}, ${column.count} issues`}
      title={`Unfold ${column.status.name}`}
      className={cx(
        'flex h-full w-9 shrink-0 flex-col items-center gap-2 rounded-lg py-2.5 text-ink-2 hover:bg-hover',
        isOver && 'bg-hover',
      )}
    >
      <StatusGlyph category={column.status.category} />
      <span className="text-ink-3 text-meta">{column.count}</span>
      <span className="font-medium [writing-mode:vertical-rl]">{column.status.name}</span>
    </button>
  )
}

/** The cards of a column that pass a filter; the column itself when all do. */
export function filterColumn(column: BoardColumn, passes: (card: Card) => boolean): BoardColumn {
  const items = column.items.filter(passes)
  return items.length === column.items.length ? column : { ...column, items }
}
