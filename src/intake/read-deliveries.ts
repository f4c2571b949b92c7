// Deliveries for people: the list, and one with its body and what it did.
import { z } from 'zod'
import { authorize } from '../access/authorize.ts'
import type { Ctx } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { decodeCursor, timeIdCursor, toPage } from '../platform/http/cursor.ts'
import type { Delivery, DeliveryDetail, ListDeliveries } from './schemas.ts'
import { type DeliverySummaryRow, findDelivery, listDeliveries } from './store/delivery-views.ts'

const storedDecision = z.object({ result: z.string(), reason: z.string(), detail: z.string() }).nullable()
const storedHeaders = z.record(z.string(), z.string())
const storedEffects = z.array(z.record(z.string(), z.unknown())).nullable()
const sources = z.enum(['sentry', 'github', 'loki', 'signal'])

/** Newest first. */
export async function readDeliveries(ctx: Ctx, query: ListDeliveries) {
  authorize(ctx, 'delivery.read')
  const [receivedAt, id] = query.cursor ? decodeCursor(query.cursor, timeIdCursor) : []
  const rows = await listDeliveries(ctx.db, {
    workspaceId: ctx.workspaceId,
    source: query.source,
    state: query.state,
    after: receivedAt && id ? { receivedAt, id } : undefined,
    limit: query.limit,
  })
  const page = toPage(rows, query.limit, (row) => [row.received_at.toISOString(), row.id])
  return { items: page.items.map(toDelivery), next_cursor: page.next_cursor }
}

/** @throws NotFound */
export async function readDelivery(ctx: Ctx, id: string): Promise<DeliveryDetail> {
  authorize(ctx, 'delivery.read')
  const row = await findDelivery(ctx.db, ctx.workspaceId, id)
  if (!row) throw new NotFound('delivery', id)
  return {
    ...toDelivery(row),
    headers: storedHeaders.parse(row.headers),
    body: row.body.toString('utf8'),
    effects: storedEffects.parse(row.effects) ?? [],
  }
}

function toDelivery(row: DeliverySummaryRow): Delivery {
  return {
    id: row.id,
    source: sources.parse(row.source),
    kind: row.kind,
    state: row.state,
    decision: storedDecision.parse(row.decision),
    issue: row.issue_id && row.issue_identifier ? { id: row.issue_id, identifier: row.issue_identifier } : null,
    attempts: row.attempts,
    error: row.error,
    received_at: row.received_at.toISOString(),
    processed_at: row.processed_at?.toISOString() ?? null,
  }
}
