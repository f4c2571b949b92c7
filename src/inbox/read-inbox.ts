// What needs the caller, what they put off, and what is done.
import { authorize } from '../access/authorize.ts'
import { loadCards } from '../issues/load-issue.ts'
import type { Card } from '../issues/schemas.ts'
import type { Ctx } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { decodeCursor, timeIdCursor, toPage } from '../platform/http/cursor.ts'
import type { NoticeKind } from './domain/kinds.ts'
import type { InboxQuery, NoticeView } from './schemas.ts'
import { countNotices, findNotice, listNotices, type NoticeRow, type Reader } from './store/inbox.ts'

export interface NoticePage {
  items: NoticeView[]
  next_cursor: string | null
}

/** Only people have an inbox. @throws Forbidden, Invalid */
export async function readInbox(ctx: Ctx, query: InboxQuery): Promise<NoticePage> {
  authorize(ctx, 'inbox.read')
  const { state, kind: kinds, limit } = query
  const after = query.cursor === undefined ? null : decodeCursor(query.cursor, timeIdCursor)
  const unread = query.unread === undefined ? undefined : query.unread === 'true'
  const rows = await listNotices(ctx.db, readerOf(ctx), { state, kinds, unread, after, limit })
  const page = toPage(rows, limit, (row) => [timeOf(row, state).toISOString(), row.id])
  return { items: await withCards(ctx, page.items), next_cursor: page.next_cursor }
}

/** @throws NotFound for a notice of somebody else */
export async function readNotice(ctx: Ctx, id: string): Promise<NoticeView> {
  authorize(ctx, 'inbox.read')
  const row = await findNotice(ctx.db, readerOf(ctx), id)
  const [notice] = row ? await withCards(ctx, [row]) : []
  if (!notice) throw new NotFound('notice', id)
  return notice
}

export async function countInbox(ctx: Ctx) {
  authorize(ctx, 'inbox.read')
  const rows = await countNotices(ctx.db, readerOf(ctx))
  const byKind: Partial<Record<NoticeKind, number>> = {}
  for (const row of rows) byKind[row.kind] = row.open
  const sum = (key: 'open' | 'unread') => rows.reduce((total, row) => total + row[key], 0)
  return { open: sum('open'), unread: sum('unread'), by_kind: byKind }
}

export function readerOf(ctx: Ctx): Reader {
  return { workspaceId: ctx.workspaceId, userId: ctx.actor.id, now: ctx.now }
}

function timeOf(row: NoticeRow, state: InboxQuery['state']): Date {
  return state === 'done' ? (row.done_at ?? row.closed_at ?? row.opened_at) : row.opened_at
}

/** An issue that is deleted at this very moment takes its notice along. */
async function withCards(ctx: Ctx, rows: readonly NoticeRow[]): Promise<NoticeView[]> {
  const cards = new Map((await loadCards(ctx, [...new Set(rows.map((row) => row.issue_id))])).map((card) => [card.id, card]))
  return rows.flatMap((row) => {
    const issue = cards.get(row.issue_id)
    return issue ? [toView(row, issue)] : []
  })
}

function toView(row: NoticeRow, issue: Card): NoticeView {
  return {
    id: row.id,
    kind: row.kind,
    text: row.text,
    subject_id: row.subject_id,
    is_personal: row.user_id !== null,
    is_unread: row.closed_at === null && row.done_at === null && row.read_at === null,
    opened_at: row.opened_at.toISOString(),
    closed_at: row.closed_at?.toISOString() ?? null,
    done_at: row.done_at?.toISOString() ?? null,
    snoozed_until: row.snoozed_until?.toISOString() ?? null,
    issue,
  }
}
