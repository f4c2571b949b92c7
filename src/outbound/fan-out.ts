// Turns what happened into messages: the event log is the outbox, read in order from a cursor that moves with the messages.
import { z } from 'zod'
import { loadCards } from '../issues/load-issue.ts'
import type { Card } from '../issues/schemas.ts'
import { toActor } from '../issues/to-card.ts'
import { type Ctx, systemContext, withTransaction } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { composeBody } from './compose-body.ts'
import type { OutboundEvent } from './domain/payload.ts'
import { ensureAgentWebhooks } from './ensure-agent-webhooks.ts'
import type { OutboundPorts } from './ports.ts'
import {
  type EventRow,
  insertDeliveries,
  listBehind,
  lockCursor,
  moveCursor,
  type NewDelivery,
  readEvents,
  skipUnheard,
} from './store/fan-out.ts'
import { listActiveWebhooks, type WebhookRow } from './store/webhooks.ts'

const batchSize = 100

/** Until every workspace's log is read to its end. */
export async function fanOutAll(runtime: Runtime, ports: OutboundPorts, signal: AbortSignal): Promise<void> {
  const db = runtime.database.kysely
  await ensureAgentWebhooks(runtime)
  await skipUnheard(db)
  for (const workspaceId of await listBehind(db)) {
    try {
      while (!signal.aborted && (await fanOut(systemContext(runtime, workspaceId), ports)) === batchSize);
    } catch (error) {
      // The next turn tries it again; the other workspaces do not wait for it.
      runtime.log.error({ err: error, workspaceId }, 'outbound.fan_out_failed')
    }
  }
}

/** Reads one batch; returns how many events it had. The messages and the cursor are written together or not at all. */
export async function fanOut(ctx: Ctx, ports: OutboundPorts): Promise<number> {
  return withTransaction(ctx, async (tx) => {
    const after = await lockCursor(tx.db, tx.workspaceId)
    const events = await readEvents(tx.db, { workspaceId: tx.workspaceId, after, limit: batchSize })
    const last = events.at(-1)
    if (!last) return 0
    const webhooks = await listActiveWebhooks(tx.db, tx.workspaceId)
    await insertDeliveries(tx.db, await composeAll(tx, ports, { events, webhooks }))
    await moveCursor(tx.db, tx.workspaceId, Number(last.seq))
    return events.length
  })
}

async function composeAll(
  ctx: Ctx,
  ports: OutboundPorts,
  { events, webhooks }: { events: EventRow[]; webhooks: WebhookRow[] },
): Promise<NewDelivery[]> {
  if (webhooks.length === 0) return []
  const cards = await loadCards(ctx, [...new Set(events.flatMap((event) => event.issue_id ?? []))])
  const cardById = new Map(cards.map((card) => [card.id, card]))
  return events.flatMap((row) => {
    try {
      const card = cardById.get(row.issue_id ?? '') ?? null
      return webhooks.flatMap((webhook) => composeOne(ctx, ports, { row, card, webhook }))
    } catch (error) {
      // One event that cannot be told must not silence all that come after it.
      ctx.log.error({ err: error, workspaceId: ctx.workspaceId, seq: row.seq, type: row.type }, 'outbound.event_untold')
      return []
    }
  })
}

interface Telling {
  row: EventRow
  card: Card | null
  webhook: WebhookRow
}

function composeOne(ctx: Ctx, ports: OutboundPorts, { row, card, webhook }: Telling): NewDelivery[] {
  if (Number(row.seq) <= Number(webhook.since_seq)) return []
  const composed = composeBody(ports, webhook, { event: toEvent(row), card, workspaceId: ctx.workspaceId })
  if (!composed) return []
  return [
    {
      id: ctx.newId('msg'),
      workspace_id: ctx.workspaceId,
      webhook_id: webhook.id,
      event_seq: Number(row.seq),
      event_type: composed.type,
      issue_id: row.issue_id,
      body: composed.body,
      created_at: ctx.now,
    },
  ]
}

const payloadSchema = z.record(z.string(), z.unknown())

function toEvent(row: EventRow): OutboundEvent {
  return {
    seq: Number(row.seq),
    at: row.at,
    type: row.type,
    subject: { type: row.subject_type, id: row.subject_id },
    issueId: row.issue_id,
    runId: row.run_id,
    actor: toActor(row.actor),
    payload: payloadSchema.parse(row.payload),
  }
}
