// Nobody is told any more; what waited is given up.
import { authorize } from '../access/authorize.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { NotFound, Unprocessable } from '../platform/errors.ts'
import { loadOwn } from './read-webhooks.ts'
import { cancelWaiting } from './store/deliveries.ts'
import { changeWebhook } from './store/webhooks.ts'

/** @throws NotFound, Unprocessable for the one of an agent */
export async function deleteWebhook(ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, 'webhook.manage')
  await withTransaction(ctx, async (tx) => {
    const { kind, name } = await loadOwn(tx, id)
    if (kind === 'agent') {
      throw new Unprocessable(
        'belongs_to_agent',
        `It lives as long as the webhook_url of ${name}. Clear that, or switch this one off.`,
      )
    }
    // Messages before their webhook, as whoever records an attempt does: otherwise the two could wait for each other.
    await cancelWaiting(tx.db, id)
    if (!(await changeWebhook(tx.db, id, { deleted_at: tx.now, updated_at: tx.now }))) throw new NotFound('webhook', id)
    tx.emit({ type: 'webhook.deleted', subject: { type: 'webhook', id }, payload: { name, kind } })
  })
}
