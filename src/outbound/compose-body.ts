// What a subscriber gets for an event, in the form of its kind; null when it is none of its business.
import type { Card } from '../issues/schemas.ts'
import { assignmentOf } from './domain/assignment.ts'
import { matchesEvent } from './domain/event-types.ts'
import { mailMessageOf } from './domain/mail-message.ts'
import { type Notice, noticeOf } from './domain/notice.ts'
import { type OutboundEvent, payloadOf } from './domain/payload.ts'
import { slackMessageOf } from './domain/slack-message.ts'
import type { Kind } from './domain/subscriber.ts'
import type { OutboundPorts } from './ports.ts'

export interface Subscriber {
  id: string
  kind: Kind
  event_types: string[]
  agent_id: string | null
  agent_name: string | null
}

export interface Happening {
  event: OutboundEvent
  card: Card | null
  workspaceId: string
}

export interface Composed {
  type: string
  body: string
}

export function composeBody(ports: OutboundPorts, subscriber: Subscriber, happening: Happening): Composed | null {
  const { event } = happening
  // Nobody needs to be told about itself.
  if (event.subject.id === subscriber.id) return null
  if (subscriber.kind === 'agent') return forAgent(ports, subscriber, happening)
  if (!matchesEvent(event.type, subscriber.event_types)) return null
  if (subscriber.kind === 'webhook') return { type: event.type, body: webhookBody(ports, happening) }
  const notice = noticeOf(event, happening.card)
  return notice && { type: event.type, body: noticeBody(ports, subscriber.kind, notice) }
}

/** A notice in the form of Slack or of a mail. */
export function noticeBody(ports: OutboundPorts, kind: 'slack_webhook' | 'slack_bot' | 'email', notice: Notice): string {
  const clean = { ...notice, title: notice.title === null ? null : ports.scrub(notice.title), detail: ports.scrub(notice.detail) }
  const url = ports.publicUrl(notice.path)
  return JSON.stringify(kind === 'email' ? mailMessageOf(clean, url) : slackMessageOf(clean, url))
}

export function webhookBody(ports: OutboundPorts, { event, card, workspaceId }: Happening): string {
  const url = card ? ports.publicUrl(`/issues/${card.identifier}`) : null
  return payloadOf({
    event: { ...event, payload: scrubbed(ports, event.payload) },
    card: card && scrubbed(ports, card),
    workspaceId,
    url,
  })
}

function forAgent(ports: OutboundPorts, { agent_id: id, agent_name: name }: Subscriber, happening: Happening): Composed | null {
  const event = id && name ? assignmentOf(happening.event, { id, name }) : null
  return event && { type: event.type, body: webhookBody(ports, { ...happening, event }) }
}

/** Texts change, the shape does not: that is why the cast holds. */
function scrubbed<T>(ports: OutboundPorts, value: T): T {
  return ports.scrubValue(value) as T
}
