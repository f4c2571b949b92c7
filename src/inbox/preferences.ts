// Which kinds of notices a person wants to see in this workspace.
import { authorize } from '../access/authorize.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { type NoticeKind, noticeKinds } from './domain/kinds.ts'
import { readerOf } from './read-inbox.ts'
import { readMuted, writeMuted } from './store/inbox.ts'

export interface InboxPreferences {
  muted: NoticeKind[]
  kinds: NoticeKind[]
}

export async function readPreferences(ctx: Ctx): Promise<InboxPreferences> {
  authorize(ctx, 'inbox.read')
  const muted = await readMuted(ctx.db, readerOf(ctx))
  return { muted: noticeKinds.filter((kind) => muted.includes(kind)), kinds: [...noticeKinds] }
}

export async function changePreferences(ctx: Ctx, muted: readonly NoticeKind[]): Promise<InboxPreferences> {
  authorize(ctx, 'inbox.change')
  return withTransaction(ctx, async (tx) => {
    const before = await readPreferences(tx)
    const after = noticeKinds.filter((kind) => muted.includes(kind))
    if (before.muted.join() === after.join()) return before
    await writeMuted(tx.db, readerOf(tx), after)
    tx.emit({
      type: 'notification.preferences',
      subject: { type: 'person', id: tx.actor.id },
      payload: { muted: [before.muted, after] },
    })
    return { ...before, muted: after }
  })
}
