// Marks everything open as read: what waits still waits.
import { authorize } from '../access/authorize.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import type { NoticeKind } from './domain/kinds.ts'
import { readerOf } from './read-inbox.ts'
import { markAllRead } from './store/inbox.ts'

/** How many were unread. */
export async function readAllNotices(ctx: Ctx, kinds?: readonly NoticeKind[]): Promise<number> {
  authorize(ctx, 'inbox.change')
  return withTransaction(ctx, async (tx) => {
    const count = await markAllRead(tx.db, readerOf(tx), kinds)
    if (count > 0)
      tx.emit({
        type: 'notification.all_read',
        subject: { type: 'person', id: tx.actor.id },
        payload: { count, kinds: kinds ?? null },
      })
    return count
  })
}
