// Subscribers for people.
import { authorize } from '../access/authorize.ts'
import type { Ctx } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { decodeCursor, timeIdCursor, toPage } from '../platform/http/cursor.ts'
import type { Webhook } from './schemas.ts'
import { findWebhook, listWebhooks, type WebhookRow } from './store/webhooks.ts'
import { toWebhook } from './to-webhook.ts'

/** Newest first. */
export async function readWebhooks(ctx: Ctx, page: { limit: number; cursor?: string | undefined }) {
  authorize(ctx, 'webhook.manage')
  const [at, id] = page.cursor ? decodeCursor(page.cursor, timeIdCursor) : []
  const rows = await listWebhooks(ctx.db, {
    workspaceId: ctx.workspaceId,
    after: at && id ? { at, id } : undefined,
    limit: page.limit,
  })
  const { items, next_cursor } = toPage(rows, page.limit, (row) => [row.created_at.toISOString(), row.id])
  return { items: items.map(toWebhook), next_cursor }
}

/** @throws NotFound */
export async function readWebhook(ctx: Ctx, id: string): Promise<Webhook> {
  authorize(ctx, 'webhook.manage')
  return toWebhook(await loadOwn(ctx, id))
}

/** @throws NotFound for a deleted or foreign one */
export async function loadOwn(ctx: Ctx, id: string): Promise<WebhookRow> {
  const row = await findWebhook(ctx.db, ctx.workspaceId, id)
  if (!row) throw new NotFound('webhook', id)
  return row
}
