// The board in the cache: loaded once, patched by the stream, loaded again only after a gap.
'use client'
import { type QueryClient, useQuery } from '@tanstack/react-query'
import { api } from '../../ui/api-client.ts'
import { isProblem } from '../../ui/api-problem.ts'
import type { LiveEvent } from '../../ui/live/event-chain.ts'
import { eventsSince } from '../../ui/live/live-stream.ts'
import { applyEvent } from './apply-event.ts'
import { appendPage } from './board-order.ts'
import type { BoardColumn, BoardData } from './board-types.ts'

export const boardKey = ['board'] as const
const firstPage = 50
const laterPage = 200

export function useBoard() {
  return useQuery({ queryKey: boardKey, queryFn: ({ client }) => loadBoard(client), staleTime: Number.POSITIVE_INFINITY })
}

async function loadBoard(client: QueryClient): Promise<BoardData> {
  const shown = client.getQueryData<BoardData>(boardKey)
  // After a gap as much is asked for as was shown, so that nobody loses the place in a column.
  const deepest = Math.max(firstPage, ...(shown?.columns.map((column) => column.items.length) ?? []))
  const board = await api<BoardData>('/api/board', { query: { limit: Math.min(laterPage, deepest) } })
  const missed = eventsSince(board.position) ?? []
  return missed.reduce((current, event) => applyEvent(current, event).board, board)
}

/** Applies an event to the loaded board; counts that cannot be known are asked for. */
export function patchBoard(client: QueryClient, event: LiveEvent): void {
  const board = client.getQueryData<BoardData>(boardKey)
  if (!board) return
  const applied = applyEvent(board, event)
  client.setQueryData(boardKey, applied.board)
  if (applied.countsUnknown) void refreshCounts(client)
}

/** Loads the board again unless it already shows that position. */
export async function refreshBoard(client: QueryClient, position: number): Promise<void> {
  const board = client.getQueryData<BoardData>(boardKey)
  if (board && board.position < position) await client.invalidateQueries({ queryKey: boardKey })
}

let counting = false

/** The true counts, without touching the cards. Calls during a request join it. */
async function refreshCounts(client: QueryClient): Promise<void> {
  if (counting) return
  counting = true
  try {
    const fresh = await api<BoardData>('/api/board', { query: { limit: 1 } })
    const counts = new Map(fresh.columns.map((column) => [column.status.id, column.count]))
    client.setQueryData<BoardData>(
      boardKey,
      (board) =>
        board && {
          ...board,
          columns: board.columns.map((column) => ({ ...column, count: counts.get(column.status.id) ?? column.count })),
        },
    )
  } catch (error) {
    // The next event or gap brings the counts; a wrong number for a moment is no reason to disturb.
    if (!isProblem(error)) throw error
  } finally {
    counting = false
  }
}

const loading = new Set<string>()

/** Loads the next page of a column; asking twice loads once. */
export async function loadMore(client: QueryClient, column: BoardColumn): Promise<void> {
  const key = `${column.status.id} ${column.next_cursor}`
  if (column.next_cursor === null || loading.has(key)) return
  loading.add(key)
  try {
    const answer = await api<BoardData>('/api/board', {
      query: { status: column.status.id, cursor: column.next_cursor, limit: laterPage },
    })
    const page = answer.columns[0]
    if (page) client.setQueryData<BoardData>(boardKey, (board) => board && appendPage(board, page))
  } finally {
    loading.delete(key)
  }
}
