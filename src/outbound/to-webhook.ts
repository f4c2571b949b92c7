// Rows to the API's shapes.
import { toActor } from '../issues/to-card.ts'
import type { OutboundDelivery, Webhook } from './schemas.ts'
import type { DeliveryRow } from './store/deliveries.ts'
import type { WebhookRow } from './store/webhooks.ts'

export function toWebhook(row: WebhookRow): Webhook {
  const { id, kind, name, event_types, enabled, waiting } = row
  const { disabled_reason: reason, disabled_at: disabledAt } = row
  return {
    id,
    kind,
    name: row.agent_name ?? name,
    target: row.agent_url ?? row.target ?? '',
    agent: row.agent_id ? { id: row.agent_id, name: row.agent_name ?? name, has_secret: row.agent_secret !== null } : null,
    event_types,
    enabled,
    disabled: reason && disabledAt ? { reason, detail: row.disabled_detail ?? '', at: disabledAt.toISOString() } : null,
    previous_secret_until: isoOrNull(row.previous_secret_until),
    waiting,
    last_success_at: isoOrNull(row.last_success_at),
    last_failure_at: isoOrNull(row.last_failure_at),
    created_by: toActor(row.created_by),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}

export function toOutboundDelivery(row: DeliveryRow): OutboundDelivery {
  const isTried = row.last_code !== null || row.last_status !== null || row.state === 'succeeded'
  return {
    id: row.id,
    event: { seq: row.event_seq === null ? null : Number(row.event_seq), type: row.event_type },
    issue: row.issue_id && row.identifier ? { id: row.issue_id, identifier: row.identifier } : null,
    state: row.state,
    is_sending: row.claimed_until !== null && row.claimed_until.getTime() > Date.now(),
    attempts: row.attempts,
    next_attempt_at: isoOrNull(row.next_attempt_at),
    last: isTried ? { status: row.last_status, code: row.last_code, detail: row.last_detail } : null,
    created_at: row.created_at.toISOString(),
    finished_at: isoOrNull(row.finished_at),
  }
}

export function isoOrNull(time: Date | null): string | null {
  return time?.toISOString() ?? null
}
