// The board: columns with their first cards and counts, and the event position of the same snapshot.
import { z } from 'zod'
import { authorize } from '../access/authorize.ts'
import type { Card } from '../issues/schemas.ts'
import type { IssueQuery } from '../issues/store/card-store.ts'
import {
  currentPosition,
  type IssueFilter,
  type ResolvedFilter,
  resolveFilter,
  whereFilter,
} from '../issues/store/filter-store.ts'
import { listStatuses, type StatusRow } from '../issues/store/lookup-store.ts'
import { toCard } from '../issues/to-card.ts'
import type { Ctx } from '../platform/context.ts'
import type { Db } from '../platform/db/open-database.ts'
import { Invalid, NotFound } from '../platform/errors.ts'
import { decodeCursor, toPage } from '../platform/http/cursor.ts'
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

export interface BoardRequest extends IssueFilter {
  limit: number
  /** Page on, in the one column that the filter leaves. */
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
      const filter = await resolveFilter(db, ctx, request)
      const statuses = await chooseColumns(ctx, db, { filter, request })
      // The columns are chosen by their ids; the rest narrows the cards in each.
      const narrow = (query: IssueQuery) => whereFilter(query, { ...filter, statusIds: undefined })
      const { limit } = request
      const rows = await selectBoardCards(db, ctx.workspaceId, { perColumn: limit, statusIds: filter.statusIds, after, narrow })
      const counts = await countColumns(db, ctx.workspaceId, narrow)
      const position = await currentPosition(db, ctx.workspaceId)
      const columns = statuses.map((status) => {
        const inColumn = rows.filter((row) => row.status_id === status.id)
        const page = toPage(inColumn, limit, (row) => [row.rank, row.id])
        return {
          status,
          count: counts.get(status.id) ?? 0,
          items: page.items.map((row) => toCard(row, ctx.now)),
          next_cursor: page.next_cursor,
        }
      })
      return { columns, position }
    })
}

async function chooseColumns(
  ctx: Ctx,
  db: Db,
  { filter, request }: { filter: ResolvedFilter; request: BoardRequest },
): Promise<StatusRow[]> {
  const all = await listStatuses(db, ctx.workspaceId)
  const chosen = filter.statusIds ? all.filter((status) => filter.statusIds?.includes(status.id)) : all
  if (chosen.length === 0) throw new NotFound('status', [request.status, request.category].flat().join(', '))
  if (request.cursor !== undefined && chosen.length > 1)
    throw new Invalid([{ path: 'cursor', message: 'goes on in one column: name it with status' }])
  return chosen
}
