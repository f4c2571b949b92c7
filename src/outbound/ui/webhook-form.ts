// What the form of a subscriber holds, and what of it is sent.
import { noticeTypes } from '../domain/notice.ts'
import type { Webhook } from './webhook-queries.ts'
import type { NewKind } from './webhook-words.ts'

export interface WebhookEdit {
  kind: NewKind
  name: string
  url: string
  channel: string
  bot_token: string
  to: string
  event_types: string[]
}

export const emptyEdit: WebhookEdit = {
  kind: 'webhook',
  name: '',
  url: '',
  channel: '',
  bot_token: '',
  to: '',
  event_types: ['*'],
}

/** The form as it opens over an existing one. A secret address stays empty: it is only sent when it is entered anew. */
export function editOf(webhook: Webhook, kind: NewKind): WebhookEdit {
  const { name, target, event_types } = webhook
  return {
    ...emptyEdit,
    kind,
    name,
    event_types,
    url: kind === 'webhook' ? target : '',
    channel: kind === 'slack_bot' ? target : '',
    to: kind === 'email' ? target : '',
  }
}

/** Another kind is told other things. */
export function withKind(edit: WebhookEdit, kind: NewKind): WebhookEdit {
  return { ...edit, kind, event_types: kind === 'webhook' ? ['*'] : [...noticeTypes] }
}

/** Only what belongs to the kind and was filled in. */
export function bodyOf(edit: WebhookEdit) {
  const { kind, name, url, channel, bot_token, to, event_types } = edit
  const addresses = to.split(/[\s,;]+/).filter(Boolean)
  return {
    name: name.trim(),
    event_types,
    ...((kind === 'webhook' || kind === 'slack_webhook') && url.trim() && { url: url.trim() }),
    ...(kind === 'slack_bot' && channel.trim() && { channel: channel.trim() }),
    ...(kind === 'slack_bot' && bot_token.trim() && { bot_token: bot_token.trim() }),
    ...(kind === 'email' && addresses.length > 0 && { to: addresses }),
  }
}
