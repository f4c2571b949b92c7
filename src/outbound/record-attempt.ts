// Writes down how an attempt went and what follows: another try, the end, or the end of its subscriber.
import { systemContext, type Tx, withTransaction } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { type AfterAttempt, decideAfterAttempt } from './domain/retry.ts'
import type { OutboundPorts } from './ports.ts'
import type { Sent } from './senders/send-delivery.ts'
import { type ClaimedRow, finishAttempt, type NextState } from './store/sending.ts'
import { disableWebhook, noteResult } from './store/webhooks.ts'

export interface Attempt {
  delivery: ClaimedRow
  sent: Sent
  durationMs: number
}

const longestDetail = 500
const longestResponse = 2048

export async function recordAttempt(
  runtime: Runtime,
  ports: OutboundPorts,
  { delivery, sent, durationMs }: Attempt,
): Promise<void> {
  const { outcome, status, response } = sent
  const facts = {
    retries: delivery.retries,
    isTest: delivery.event_seq === null,
    firstAttemptAt: delivery.first_attempt_at ?? new Date(),
    lastSuccessAt: delivery.last_success_at,
  }
  const after = decideAfterAttempt(outcome, facts, ports.random())
  const record = {
    outcome: outcome.kind,
    durationMs: Math.round(durationMs),
    status,
    code: outcome.kind === 'delivered' ? null : outcome.code,
    detail: outcome.kind === 'delivered' ? null : ports.scrub(outcome.detail).slice(0, longestDetail),
    response: response === null ? null : ports.scrub(response).slice(0, longestResponse),
  }
  await withTransaction(systemContext(runtime, delivery.workspace_id), async (tx) => {
    const isOurs = await finishAttempt(tx.db, { deliveryId: delivery.id, number: delivery.attempts, record, next: nextOf(after) })
    if (!isOurs) return
    await noteResult(tx.db, delivery.webhook_id, outcome.kind === 'delivered')
    if (after.state === 'failed' && after.disable) await disable(tx, delivery, after.disable)
  })
}

function nextOf(after: AfterAttempt): NextState {
  return after.state === 'pending' ? after : { state: after.state }
}

/** The notice is an event like any other: the settings show it, and other subscribers hear of it. */
async function disable(tx: Tx, delivery: ClaimedRow, why: { reason: 'gone' | 'exhausted'; detail: string }): Promise<void> {
  const { webhook_id: id, name, kind } = delivery
  if (!(await disableWebhook(tx.db, id, { ...why, now: tx.now }))) return
  tx.emit({
    type: 'webhook.disabled',
    subject: { type: 'webhook', id },
    payload: { name, kind, ...why, delivery_id: delivery.id },
  })
}
