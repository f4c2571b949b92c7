// The board: columns with their first cards and counts, and the event position of the same snapshot.
import { z } from 'zod'
import { authorize } from '../access/authorize.ts'
import type { Card } from '../issues/schemas.ts'
import { currentPosition } from '../issues/store/filter-store.ts'
import { listStatuses, type StatusRow } from '../issues/store/lookup-store.ts'
import { toCard } from '../issues/to-card.ts'
import type { Ctx } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../platform/http/cursor.ts'
import { countColumns, selectBoardCards } from './store.ts'

export interface BoardColumn {
  status: StatusRow
  count: number
  items: Card[]
  next_cursor: string | null
}

export interface Board {
  columns: BoardColumn[]
  position: number
}

export interface BoardRequest {
  limit: number
  /** Page on in this column only. */
  status?: string | undefined
  cursor?: string | undefined
}

const cursorSchema = z.tuple([z.string(), z.string()])

/** Cards and position come from one snapshot: a stream that starts at the position has no gap. */
export async function readBoard(ctx: Ctx, request: BoardRequest): Promise<Board> {
  authorize(ctx, 'event.read')
  const after = request.cursor === undefined ? null : decodeCursor(request.cursor, cursorSchema)
  return ctx.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (db) => {
      const all = await listStatuses(db, ctx.workspaceId)
      const statuses = request.status ? all.filter((status) => status.id === request.status) : all
      if (statuses.length === 0) throw new NotFound('status', request.status)
      const column = request.status ? { statusId: request.status, after } : undefined
      const rows = await selectBoardCards(db, ctx.workspaceId, { perColumn: request.limit, column })
      const counts = await countColumns(db, ctx.workspaceId)
      const position = await currentPosition(db, ctx.workspaceId)
      const columns = statuses.map((status) => {
        const inColumn = rows.filter((row) => row.status_id === status.id)
        const shown = inColumn.slice(0, request.limit)
        const last = shown.at(-1)
        return {
          status,
          count: counts.get(status.id) ?? 0,
          items: shown.map((row) => toCard(row, ctx.now)),
          next_cursor: inColumn.length > request.limit && last ? encodeCursor([last.rank, last.id]) : null,
        }
      })
      return { columns, position }
    })
}
