// Saves filters, order and layout under a name, for oneself or for everyone in the workspace.
import { authorize } from '../access/authorize.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { databaseErrorOf, Invalid } from '../platform/errors.ts'
import { refuseOneMore } from '../platform/limits.ts'
import { loadKnown, toView } from './read-views.ts'
import type { CreateView, View } from './schemas.ts'
import { countViews, insertViewRow, lockViews, type ViewRow } from './store.ts'

/** @throws Forbidden, Invalid `name_taken`, Conflict `limit_exceeded` */
export async function saveView(ctx: Ctx, input: CreateView): Promise<View> {
  authorize(ctx, input.is_shared ? 'view.share' : 'view.save')
  if (!input.is_shared && ctx.actor.type !== 'person')
    throw new Invalid([{ path: 'is_shared', message: 'must be true: only people have private views' }])
  return withTransaction(ctx, async (tx) => {
    await refuseTooMany(tx, input.is_shared)
    const { name, layout, filters, sort, is_shared, position } = input
    const row = await refuseTakenName(() =>
      insertViewRow(tx.db, {
        id: tx.newId('viw'),
        workspace_id: tx.workspaceId,
        owner_id: tx.actor.type === 'person' ? tx.actor.id : null,
        name,
        layout,
        filters,
        sort,
        is_shared,
        position,
        created_by: { ...tx.actor },
        created_at: tx.now,
        updated_at: tx.now,
      }),
    )
    announce(tx, 'view.created', row)
    return toView(tx, row, await loadKnown(tx))
  })
}

/** Names stand beside each other in the rail: each once among the shared, and once among one's own. */
export async function refuseTakenName<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (databaseErrorOf(error)?.code === '23505') throw new Invalid([{ path: 'name', message: 'is taken already' }], 'name_taken')
    throw error
  }
}

export async function refuseTooMany(tx: Tx, isShared: boolean): Promise<void> {
  await lockViews(tx.db, tx.workspaceId)
  const present = await countViews(tx.db, tx.workspaceId, isShared ? null : tx.actor.id)
  refuseOneMore(isShared ? 'shared_views' : 'own_views', present)
}

/** What a private view is called and shows is nobody else's business, so the log does not say it. */
export function announce(tx: Tx, type: string, row: ViewRow, extra: Record<string, unknown> = {}): void {
  const { id, name, layout, filters, sort, is_shared } = row
  const view = is_shared ? { id, name, layout, filters, sort, is_shared } : { id, is_shared }
  tx.emit({ type, subject: { type: 'view', id }, payload: { view, ...(is_shared && extra) } })
}
