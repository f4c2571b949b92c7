// The board: columns side by side, everything by mouse and by keyboard, live.
'use client'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { usePermission } from '../../access/ui/permission.ts'
import type { Card } from '../../issues/schemas.ts'
import { BulkBar } from '../../issues/ui/bulk-bar.tsx'
import { CloseGateDialog } from '../../issues/ui/close-gate-dialog.tsx'
import { openCreateIssue } from '../../issues/ui/create-issue-state.ts'
import { useLabels } from '../../issues/ui/issue-queries.ts'
import { openIssueOver } from '../../issues/ui/open-issue.ts'
import { toggleSelected } from '../../issues/ui/selection.ts'
import { assigneeFilter, useAssignable } from '../../issues/ui/use-assignable.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { useStore } from '../../ui/external-store.ts'
import { FilterChips } from '../../ui/filter-chips.tsx'
import { useKeyHint, useShortcut } from '../../ui/keyboard/shortcuts.ts'
import { useUrlFilters } from '../../ui/use-url-filters.ts'
import { viewBelow } from '../../ui/view-below.ts'
import { ViewHeader } from '../../ui/view-header.tsx'
import { ViewMenu } from '../../views/ui/view-menu.tsx'
import type { BoardActions } from './board-actions.ts'
import { BoardColumnView, FoldedColumn, filterColumn } from './board-column.tsx'
import { boardFilterKeys, filterDimensions, passesFilter } from './board-filters.ts'
import { findCard, putCard } from './board-order.ts'
import { BoardSkeleton } from './board-skeleton.tsx'
import type { BoardColumn, BoardData } from './board-types.ts'
import { type Landing, landedCard, landingAt, placeBeside } from './carry.ts'
import { boardKey, loadMore, useBoard } from './live-board.ts'
import { useMoveCard } from './move-card.ts'
import { MoveMenu } from './move-menu.tsx'
import { useBoardDrop } from './use-board-drop.ts'
import { useBoardFocus } from './use-board-focus.ts'
import { useBoardKeys } from './use-board-keys.ts'
import { useFoldedColumns } from './use-folded-columns.ts'

interface BoardViewProps {
  /** Shown instead of the columns while the workspace has no issue at all. */
  guide: ReactNode
}

export function BoardView({ guide }: BoardViewProps) {
  const board = useBoard()
  const filters = useUrlFilters(boardFilterKeys)
  const labels = useLabels().data ?? []
  const assignable = useAssignable()
  const isEmpty = board.data?.columns.every((column) => column.count === 0) ?? false
  return (
    <>
      <ViewHeader title="Board" actions={!isEmpty && <ViewMenu layout="board" />}>
        {!isEmpty && (
          <FilterChips
            dimensions={filterDimensions(labels, assigneeFilter(assignable))}
            active={filters.active}
            onToggle={filters.toggle}
            onClear={filters.clear}
          />
        )}
      </ViewHeader>
      {board.isPending && <BoardSkeleton />}
      {board.error && !board.data && <ErrorState error={board.error} onRetry={() => void board.refetch()} />}
      {board.data && (isEmpty ? guide : <BoardColumns board={board.data} active={filters.active} />)}
    </>
  )
}

function BoardColumns({ board, active }: { board: BoardData; active: Record<string, string[]> }) {
  const client = useQueryClient()
  const scroller = useRef<HTMLDivElement>(null)
  const [menu, setMenu] = useState<MenuPlace | null>(null)
  const { folded, toggle } = useFoldedColumns(board.columns)
  const isFiltered = Object.values(active).some((values) => values.length > 0)
  const filtered = useMemo(() => filterBoard(board, active), [board, active])
  const shownBoard = useRef(filtered)
  const write = usePermission('issue.write')
  const { move, refused, forget, closeWithReason } = useMoveCard()
  const focus = useBoardFocus(filtered, shownBoard)
  const isCovered = useStore(viewBelow, null) !== null
  const open = useCallback((card: Card) => openIssueOver(card.identifier), [])
  const showMenu = useCallback((card: Card, beside: DOMRect) => setMenu({ card, beside }), [])
  const { carry, said, adopt, enter, followCard } = useBoardKeys({
    read: () => filterBoard(client.getQueryData<BoardData>(boardKey) ?? board, active),
    fixed: write.reason,
    isCovered,
    focusCard: focus.focusCard,
    onMove: move,
    onOpen: open,
    onMenu: showMenu,
    onChoose: (card) => toggleSelected(card.id),
  })
  const shown = useMemo(() => showCarry(filtered, carry), [filtered, carry])
  shownBoard.current = shown
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each drawing of the board, not only when the function changes.
  useEffect(followCard, [shown, followCard])
  const actions = useMemo<BoardActions>(
    () => ({
      open,
      focus: (cardId) => {
        focus.remember(cardId)
        adopt(cardId)
      },
      menu: showMenu,
      canMove: write.allowed,
    }),
    [open, focus.remember, adopt, showMenu, write.allowed],
  )
  const more = useCallback((column: BoardColumn) => void loadMore(client, column), [client])
  useBoardDrop(scroller, (cardId, target) => {
    const found = findCard(filtered, cardId)
    const place = placeBeside(filtered, target, cardId)
    const landing = place && landingAt(filtered, cardId, place)
    if (found && landing && !(place.column === found.place.column && place.index === found.place.index)) move(found.card, landing)
  })
  useEnterKeys(() => focus.entryId && enter(focus.entryId), !isCovered)

  return (
    <>
      <div ref={scroller} className="flex min-h-0 flex-1 snap-x gap-2 overflow-x-auto px-2 pb-1 sm:snap-none sm:px-3">
        {shown.columns.map((column) =>
          folded.has(column.status.id) ? (
            <FoldedColumn key={column.status.id} column={column} onUnfold={toggle} />
          ) : (
            <BoardColumnView
              key={column.status.id}
              column={column}
              entryId={focus.entryId}
              carriedId={carry?.cardId ?? null}
              actions={actions}
              isFiltered={isFiltered}
              onMore={more}
              onCreate={write.allowed ? openCreateIssue : undefined}
              onCollapse={toggle}
              registerScroll={focus.registerScroll}
            />
          ),
        )}
      </div>
      <p id="board-keys" className="sr-only">
        Arrows walk, Enter opens{write.allowed ? ', Space lifts the card, M moves it to a column, X chooses it' : ''}.
      </p>
      <output aria-live="assertive" className="sr-only">
        {said}
      </output>
      <BoardKeyHints />
      <BulkBar />
      {menu && <MoveTo menu={menu} board={board} onMove={move} onClose={() => setMenu(null)} />}
      {refused && (
        <CloseGateDialog
          identifier={refused.card.identifier}
          detail={refused.detail}
          onClose={forget}
          onReason={closeWithReason}
        />
      )}
    </>
  )
}

interface MenuPlace {
  card: Card
  beside: DOMRect
}

interface MoveToProps {
  menu: MenuPlace
  board: BoardData
  onMove(card: Card, landing: Landing): void
  onClose(): void
}

/** The menu puts a card at the top of a column. */
function MoveTo({ menu: { card, beside }, board, onMove, onClose }: MoveToProps) {
  return (
    <MoveMenu
      card={card}
      beside={beside}
      columns={board.columns}
      onClose={onClose}
      onPick={(statusId) => {
        const column = board.columns.findIndex((item) => item.status.id === statusId)
        const landing = landingAt(board, card.id, { column, index: 0 })
        if (landing) onMove(card, landing)
      }}
    />
  )
}

function filterBoard(board: BoardData, active: Record<string, string[]>): BoardData {
  return { ...board, columns: board.columns.map((column) => filterColumn(column, (card) => passesFilter(card, active))) }
}

/** The board as it would be after dropping the carried card. */
function showCarry(board: BoardData, carry: { cardId: string; at: { column: number; index: number } } | null): BoardData {
  const found = carry && findCard(board, carry.cardId)
  const landing = carry && landingAt(board, carry.cardId, carry.at)
  return found && landing ? putCard(board, landedCard(found.card, landing)) : board
}

/** From nowhere the first arrow leads to a card. */
function useEnterKeys(enter: () => void, enabled: boolean): void {
  useShortcut({ keys: 'ArrowDown', label: 'Walk over the cards', group: 'Board' }, enter, enabled)
  useShortcut({ keys: 'ArrowRight', label: 'Walk over the cards', group: 'Board' }, enter, enabled)
}

/** Listed by the help; useBoardKeys listens to these keys. */
function BoardKeyHints() {
  useKeyHint({ keys: 'Enter', label: 'Open the focused card', group: 'Board' })
  useKeyHint({ keys: 'Space', label: 'Lift the focused card; arrows carry it, Enter drops', group: 'Board' })
  useKeyHint({ keys: 'm', label: 'Move the focused card to…', group: 'Board' })
  return null
}
