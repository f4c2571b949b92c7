// Lists cards by filters, in a stable order, a page at a time.
import { type SqlBool, sql } from 'kysely'
import { z } from 'zod'
import type { Ctx } from '../platform/context.ts'
import { Invalid } from '../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../platform/http/cursor.ts'
import type { Card, listIssuesQuery } from './schemas.ts'
import { type CardRow, type IssueQuery, selectCards } from './store/card-store.ts'
import { currentPosition, resolveFilter, whereFilter } from './store/filter-store.ts'
import { toCard } from './to-card.ts'

export type ListIssues = z.output<typeof listIssuesQuery>
export interface IssuePage {
  items: Card[]
  next_cursor: string | null
  /** The event position of the snapshot: a stream from here has no gap. */
  position: number
}

export async function listIssues(ctx: Ctx, query: ListIssues): Promise<IssuePage> {
  const order = orders[query.sort]
  const after = query.cursor === undefined ? null : readCursor(query.cursor, query.sort)
  const filter = await resolveFilter(ctx.db, ctx.workspaceId, query)
  const rows = await selectCards(ctx.db, ctx.workspaceId, (issues) =>
    order.page(whereFilter(issues, filter), after).limit(query.limit + 1),
  ).execute()
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => toCard(row, ctx.now)),
    next_cursor: rows.length > query.limit && last ? encodeCursor([query.sort, order.key(last), last.id]) : null,
    position: rows[0]?.position === undefined ? await currentPosition(ctx.db, ctx.workspaceId) : Number(rows[0].position),
  }
}

const cursorSchema = z.tuple([z.string(), z.string(), z.string()])

function readCursor(cursor: string, sort: string): [key: string, id: string] {
  const [madeFor, key, id] = decodeCursor(cursor, cursorSchema)
  if (madeFor !== sort) throw new Invalid([{ path: 'cursor', message: `belongs to the order ${madeFor}, not ${sort}` }])
  return [key, id]
}

interface Order {
  page(query: IssueQuery, after: [key: string, id: string] | null): IssueQuery
  key(row: CardRow): string
}

const orders: Record<ListIssues['sort'], Order> = {
  '-updated': { page: byTime('updated_at', 'desc'), key: (row) => row.updated_at.toISOString() },
  updated: { page: byTime('updated_at', 'asc'), key: (row) => row.updated_at.toISOString() },
  '-created': { page: byTime('created_at', 'desc'), key: (row) => row.created_at.toISOString() },
  created: { page: byTime('created_at', 'asc'), key: (row) => row.created_at.toISOString() },
  rank: { page: byText('rank'), key: (row) => row.rank },
  priority: { page: byText('priority'), key: (row) => row.priority },
}

function byTime(column: 'updated_at' | 'created_at', direction: 'asc' | 'desc'): Order['page'] {
  return (query, after) => {
    const paged = after
      ? query.where(
          sql<SqlBool>`(${sql.ref(`i.${column}`)}, i.id) ${sql.raw(direction === 'desc' ? '<' : '>')} (${readTime(after[0])}, ${after[1]})`,
        )
      : query
    return paged.orderBy(`i.${column}`, direction).orderBy('i.id', direction)
  }
}

function byText(column: 'rank' | 'priority'): Order['page'] {
  return (query, after) => {
    const paged = after ? query.where(sql<SqlBool>`(${sql.ref(`i.${column}`)}, i.id) > (${after[0]}, ${after[1]})`) : query
    return paged.orderBy(`i.${column}`).orderBy('i.id')
  }
}

function readTime(text: string): Date {
  return new Date(z.iso.datetime().catch('1970-01-01T00:00:00.000Z').parse(text))
}
