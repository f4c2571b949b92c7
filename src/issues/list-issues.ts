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
  const filter = await resolveFilter(ctx.db, ctx, query)
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

const byTime = (column: 'updated_at' | 'created_at', isDown: boolean): Order => ({
  page: pageBy(column, isDown, readTime),
  key: (row) => row[column].toISOString(),
})
const byText = (column: 'rank' | 'priority', isDown: boolean): Order => ({
  page: pageBy(column, isDown, (key) => key),
  key: (row) => row[column],
})

const orders: Record<ListIssues['sort'], Order> = {
  '-updated': byTime('updated_at', true),
  updated: byTime('updated_at', false),
  '-created': byTime('created_at', true),
  created: byTime('created_at', false),
  rank: byText('rank', false),
  '-rank': byText('rank', true),
  priority: byText('priority', false),
  '-priority': byText('priority', true),
}

function pageBy(
  column: 'updated_at' | 'created_at' | 'rank' | 'priority',
  isDown: boolean,
  read: (key: string) => Date | string,
): Order['page'] {
  const direction = isDown ? 'desc' : 'asc'
  return (query, after) => {
    const paged = after
      ? query.where(
          sql<SqlBool>`(${sql.ref(`i.${column}`)}, i.id) ${sql.raw(isDown ? '<' : '>')} (${read(after[0])}, ${after[1]})`,
        )
      : query
    return paged.orderBy(`i.${column}`, direction).orderBy('i.id', direction)
  }
}

/** Of a cursor that somebody made up. PostgreSQL knows no year 0. */
function readTime(text: string): Date {
  const time = new Date(text)
  if (!(time.getUTCFullYear() >= 1 && time.getUTCFullYear() <= 9999))
    throw new Invalid([{ path: 'cursor', message: 'is not a cursor of this list; leave it out to start at the beginning' }])
  return time
}
