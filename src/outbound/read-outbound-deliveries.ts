// What was sent to a subscriber, and what came back.
import { authorize } from '../access/authorize.ts'
import type { Ctx } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { decodeCursor, timeIdCursor, toPage } from '../platform/http/cursor.ts'
import { loadOwn } from './read-webhooks.ts'
import type { ListOutbound, OutboundDeliveryDetail } from './schemas.ts'
import { findDelivery, listAttempts, listDeliveries } from './store/deliveries.ts'
import { toOutboundDelivery } from './to-webhook.ts'

/** Newest first. @throws NotFound */
export async function readOutboundDeliveries(ctx: Ctx, webhookId: string, query: ListOutbound) {
  authorize(ctx, 'webhook.manage')
  const webhook = await loadOwn(ctx, webhookId)
  const [at, id] = query.cursor ? decodeCursor(query.cursor, timeIdCursor) : []
  const rows = await listDeliveries(ctx.db, {
    webhookId: webhook.id,
    state: query.state,
    after: at && id ? { at, id } : undefined,
    limit: query.limit,
  })
  const { items, next_cursor } = toPage(rows, query.limit, (row) => [row.created_at.toISOString(), row.id])
  return { items: items.map(toOutboundDelivery), next_cursor }
}

/** @throws NotFound */
export async function readOutboundDelivery(ctx: Ctx, key: { webhookId: string; id: string }): Promise<OutboundDeliveryDetail> {
  authorize(ctx, 'webhook.manage')
  await loadOwn(ctx, key.webhookId)
  const row = await findDelivery(ctx.db, key)
  if (!row) throw new NotFound('delivery', key.id)
  const attempts = await listAttempts(ctx.db, row.id)
  return {
    ...toOutboundDelivery(row),
    body: row.body,
    tries: attempts.map((attempt) => ({ ...attempt, at: attempt.at.toISOString() })),
  }
}
