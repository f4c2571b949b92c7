// A message that people want sent: one that was sent before, or one to try a subscriber out.
import { authorize } from '../access/authorize.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { Conflict, NotFound } from '../platform/errors.ts'
import { noticeBody, webhookBody } from './compose-body.ts'
import { isForPeople } from './domain/subscriber.ts'
import type { OutboundPorts } from './ports.ts'
import { loadOwn } from './read-webhooks.ts'
import { findDelivery, reviveDelivery } from './store/deliveries.ts'
import { insertDeliveries } from './store/fan-out.ts'
import type { WebhookRow } from './store/webhooks.ts'

/** Under its old id, so that a receiver that had it knows. @throws NotFound, Conflict while it is on its way */
export async function replayOutbound(ctx: Ctx, key: { webhookId: string; id: string }): Promise<void> {
  authorize(ctx, 'webhook.manage')
  await withTransaction(ctx, async (tx) => {
    const { name } = await loadOwn(tx, key.webhookId)
    const delivery = await findDelivery(tx.db, key)
    if (!delivery) throw new NotFound('delivery', key.id)
    if (!(await reviveDelivery(tx.db, key.id))) {
      throw new Conflict('delivery_pending', 'This message is still on its way; it is tried again by itself.')
    }
    const payload = { name, delivery_id: key.id, type: delivery.event_type }
    tx.emit({ type: 'webhook.replayed', subject: { type: 'webhook', id: key.webhookId }, payload })
  })
}

/** Sent once, also by a subscriber that is switched off. Returns the message's id. @throws NotFound */
export async function testWebhook(ctx: Ctx, ports: OutboundPorts, webhookId: string): Promise<string> {
  authorize(ctx, 'webhook.manage')
  return withTransaction(ctx, async (tx) => {
    const webhook = await loadOwn(tx, webhookId)
    const id = tx.newId('msg')
    await insertDeliveries(tx.db, [
      {
        id,
        workspace_id: tx.workspaceId,
        webhook_id: webhook.id,
        event_seq: null,
        event_type: 'webhook.test',
        issue_id: null,
        body: testBody(tx, ports, webhook),
        created_at: tx.now,
      },
    ])
    tx.emit({
      type: 'webhook.tested',
      subject: { type: 'webhook', id: webhook.id },
      payload: { name: webhook.name, delivery_id: id },
    })
    return id
  })
}

function testBody(tx: Tx, ports: OutboundPorts, { id, kind, name }: WebhookRow): string {
  if (isForPeople(kind)) {
    return noticeBody(ports, kind, {
      tone: 'info',
      heading: 'Test message',
      identifier: null,
      title: name,
      detail: `${tx.actor.name} sends this to see whether it arrives. Notices of the workspace will look like it.`,
      facts: [],
      path: '/settings#webhooks',
      action: 'Open the settings',
    })
  }
  const event = {
    seq: null,
    at: tx.now,
    type: 'webhook.test',
    subject: { type: 'webhook', id },
    issueId: null,
    runId: null,
    actor: tx.actor,
    payload: { name },
  }
  return webhookBody(ports, { event, card: null, workspaceId: tx.workspaceId })
}
