// What a webhook carries: the event as the API tells it, with the issue's card. Version 1: fields are added, never changed.
import type { Card } from '../../issues/schemas.ts'
import type { Actor } from '../../platform/context.ts'

export interface OutboundEvent {
  seq: number | null
  at: Date
  type: string
  subject: { type: string; id: string }
  issueId: string | null
  runId: string | null
  actor: Actor
  payload: Record<string, unknown>
}

export interface PayloadParts {
  event: OutboundEvent
  workspaceId: string
  /** As it is when the event is read, moments later; null when the event is about no issue, or it was deleted. */
  card: Card | null
  /** Where people see it; null when this installation has no public address. */
  url: string | null
}

/** Longer ones go without the event's own details: the receiver asks the API. */
const longestBody = 100_000

export function payloadOf(parts: PayloadParts): string {
  const whole = JSON.stringify(toPayload(parts))
  if (whole.length <= longestBody) return whole
  return JSON.stringify(toPayload({ ...parts, event: { ...parts.event, payload: { truncated: true } } }))
}

function toPayload({ event, workspaceId, card, url }: PayloadParts) {
  return {
    type: event.type,
    timestamp: event.at.toISOString(),
    version: 1,
    workspace_id: workspaceId,
    data: {
      seq: event.seq,
      subject: event.subject,
      issue_id: event.issueId,
      run_id: event.runId,
      actor: event.actor,
      payload: event.payload,
      issue: card,
      url,
    },
  }
}
