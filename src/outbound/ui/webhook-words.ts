// Subscribers and messages in words.
import {
  Bot,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleSlash,
  Hash,
  type LucideIcon,
  Mail,
  MessageSquare,
  Webhook as WebhookIcon,
} from 'lucide-react'
import type { Tone } from '../../ui/tone.ts'
import { accessGroups, eventGroups, matchesEvent } from '../domain/event-types.ts'
import { noticeTypes } from '../domain/notice.ts'
import { isForPeople } from '../domain/subscriber.ts'
import type { OutboundDelivery, Webhook } from './webhook-queries.ts'

export const kindLooks: Record<Webhook['kind'], { icon: LucideIcon; text: string; hint: string }> = {
  webhook: { icon: WebhookIcon, text: 'Webhook', hint: 'Every event, signed, for a program' },
  slack_webhook: { icon: MessageSquare, text: 'Slack', hint: 'What needs people, by an incoming webhook' },
  slack_bot: { icon: Hash, text: 'Slack bot', hint: 'The same, to any channel of your app' },
  email: { icon: Mail, text: 'E-mail', hint: 'What needs people, to up to ten addresses' },
  agent: { icon: Bot, text: 'Agent', hint: 'Told what it is assigned' },
}

/** The kinds that people can make. */
export const newKinds = ['webhook', 'slack_webhook', 'slack_bot', 'email'] as const
export type NewKind = (typeof newKinds)[number]

export const noticeWords: Record<(typeof noticeTypes)[number], string> = {
  'plan.submitted': 'A plan waits for review',
  'run.finished': 'An agent asks, is blocked, or failed',
  'pr.linked': 'A pull request was opened',
  'fix.verified': 'A fix is verified',
  'fix.failed': 'A fix failed',
  'fix.inconclusive': 'A verdict is inconclusive',
  'fix.broken': 'An error is back after a verified fix',
  'webhook.disabled': 'A webhook was switched off',
}

export function deliveryLook(delivery: OutboundDelivery): { icon: LucideIcon; tone: Tone; text: string } {
  if (delivery.state === 'succeeded') return { icon: CircleCheck, tone: 'good', text: 'Delivered' }
  if (delivery.state === 'failed') return { icon: CircleAlert, tone: 'fail', text: 'Failed' }
  if (delivery.state === 'canceled') return { icon: CircleSlash, tone: 'idle', text: 'Canceled' }
  if (delivery.is_sending) return { icon: CircleDashed, tone: 'work', text: 'Sending' }
  return delivery.attempts === 0
    ? { icon: CircleDashed, tone: 'work', text: 'Waiting' }
    : { icon: CircleAlert, tone: 'need', text: 'Retrying' }
}

/** `everything`, `issues, fixes and 2 more`; for people `every notice`, `3 of 8 notices`. */
export function eventsText({ kind, event_types: patterns }: Pick<Webhook, 'kind' | 'event_types'>): string {
  if (isForPeople(kind)) {
    const chosen = noticeTypes.filter((type) => matchesEvent(type, patterns)).length
    return chosen === noticeTypes.length ? 'every notice' : `${chosen} of ${noticeTypes.length} notices`
  }
  if (patterns.length === 1 && patterns[0] === '*') return 'everything'
  const names = patterns.map((pattern) => {
    if (pattern === '*') return 'everything'
    const group = [...eventGroups, ...accessGroups].find(({ noun }) => pattern === `${noun}.*`)
    return group ? group.title.toLowerCase() : pattern
  })
  const [first = '', second, ...rest] = names
  return rest.length > 0 ? `${first}, ${second} and ${rest.length} more` : names.join(', ')
}
