// What a person does with a notice: read, unread, put away, put off. It changes nothing for anybody else.
import { authorize } from '../access/authorize.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { Conflict, Invalid, NotFound } from '../platform/errors.ts'
import { readerOf } from './read-inbox.ts'
import type { NoticeChange } from './schemas.ts'
import { findNotice, type NoticeRow, type NoticeState, writeState } from './store/inbox.ts'

const longestSnoozeMs = 366 * 86_400_000

/** A change to what is so already changes nothing. @throws NotFound, Invalid, Conflict `notice_settled` */
export async function changeNotice(ctx: Ctx, id: string, change: NoticeChange): Promise<void> {
  authorize(ctx, 'inbox.change')
  refuseSnooze(change, ctx.now)
  await withTransaction(ctx, async (tx) => {
    const row = await findNotice(tx.db, readerOf(tx), id)
    if (!row) throw new NotFound('notice', id)
    if (row.closed_at && (change.done === false || change.snoozed_until || change.read === false))
      throw new Conflict('notice_settled', 'What it told of is settled: nothing waits there any more.')
    const next = changed(row, change, tx.now)
    if (isSame(row, next)) return
    await writeState(tx.db, { notificationId: id, userId: tx.actor.id }, next)
    tx.emit({
      type: 'notification.updated',
      subject: { type: 'notification', id },
      payload: {
        user_id: tx.actor.id,
        read: next.read_at !== null,
        done: next.done_at !== null,
        snoozed_until: next.snoozed_until?.toISOString() ?? null,
      },
    })
  })
}

function refuseSnooze({ snoozed_until: until, done }: NoticeChange, now: Date): void {
  if (!until) return
  const time = Date.parse(until)
  const refuse = (message: string) => {
    throw new Invalid([{ path: 'snoozed_until', message }])
  }
  if (time <= now.getTime()) refuse('must be in the future')
  if (time > now.getTime() + longestSnoozeMs) refuse('may be a year ahead at most')
  if (done) refuse('cannot be set on what is put away')
}

/** Whoever puts something away has read it; what is put off comes back unread. */
function changed(row: NoticeRow, change: NoticeChange, now: Date): NoticeState {
  const next: NoticeState = { read_at: row.read_at, done_at: row.done_at, snoozed_until: row.snoozed_until }
  if (change.snoozed_until !== undefined) {
    next.snoozed_until = change.snoozed_until === null ? null : new Date(change.snoozed_until)
    if (next.snoozed_until) {
      next.read_at = null
      next.done_at = null
    }
  }
  if (change.done === true) next.done_at = row.done_at ?? now
  if (change.done === false) next.done_at = null
  const isRead = change.read ?? (change.done === true ? true : undefined)
  if (isRead !== undefined) next.read_at = isRead ? (row.read_at ?? now) : null
  return next
}

function isSame(row: NoticeRow, next: NoticeState): boolean {
  const keys = ['read_at', 'done_at', 'snoozed_until'] as const
  return keys.every((key) => row[key]?.getTime() === next[key]?.getTime())
}
