// What is worth a person's attention, in words. Most events are not.
import type { Card } from '../../issues/schemas.ts'
import type { OutboundEvent } from './payload.ts'

/** The event types that can become a notice; subscribers for people choose among them. */
export const noticeTypes = [
  'plan.submitted',
  'run.finished',
  'pr.linked',
  'fix.verified',
  'fix.failed',
  'fix.inconclusive',
  'fix.broken',
  'webhook.disabled',
] as const

export interface Notice {
  tone: 'need' | 'good' | 'fail' | 'info'
  /** Ours: "Plan to review". */
  heading: string
  /** `DISPATCH-42` and its title; the title is a stranger's text. */
  identifier: string | null
  title: string | null
  /** A sentence or two; may quote an agent or a stranger. */
  detail: string
  facts: string[]
  /** Where to go, under our own address, and the words for it. */
  path: string
  action: string
}

/** Null when nobody needs to know. */
export function noticeOf(event: OutboundEvent, card: Card | null): Notice | null {
  if (event.type === 'webhook.disabled') return webhookDisabled(event)
  if (!card) return null
  const words = wordsOf(event, card)
  return (
    words && {
      ...words,
      identifier: card.identifier,
      title: card.title,
      facts: factsOf(card),
      path: `/issues/${card.identifier}`,
    }
  )
}

type Words = Pick<Notice, 'tone' | 'heading' | 'detail' | 'action'>

function wordsOf(event: OutboundEvent, card: Card): Words | null {
  switch (event.type) {
    case 'plan.submitted':
      return event.actor.type === 'person' ? null : planToReview(event)
    case 'run.finished':
      return runFinished(event, card)
    case 'pr.linked':
      return pullOpened(event)
    case 'fix.verified':
      return verdict('good', 'Fix verified', event)
    case 'fix.failed':
      return verdict('fail', 'Fix failed', event)
    case 'fix.inconclusive':
      return verdict('need', 'Verdict inconclusive', event)
    case 'fix.broken':
      return verdict('fail', 'Error is back after a verified fix', event)
    default:
      return null
  }
}

function planToReview({ payload }: OutboundEvent): Words {
  const version =
    typeof payload.version === 'number' && payload.version > 1 ? `Version ${payload.version} of the plan` : 'The plan'
  return { tone: 'need', heading: 'Plan to review', detail: `${version} waits for your approval.`, action: 'Review the plan' }
}

function runFinished({ payload }: OutboundEvent, card: Card): Words | null {
  const detail = card.needs_attention ?? ''
  if (payload.reason !== 'succeeded') {
    // Without a word for a person the same work is tried again by itself, or a person canceled it.
    if (!detail || payload.reason === 'canceled') return null
    return { tone: 'fail', heading: 'Run failed', detail, action: 'Look at the issue' }
  }
  switch (payload.outcome) {
    case 'needs_decision':
      return { tone: 'need', heading: 'Question', detail: detail || 'The agent asks a question.', action: 'Answer' }
    case 'blocked':
      return {
        tone: 'need',
        heading: 'Agent is blocked',
        detail: detail || 'The agent cannot go on.',
        action: 'See what blocks it',
      }
    case 'no_changes_needed':
      return {
        tone: 'need',
        heading: 'Nothing to change',
        detail: detail || 'The agent found nothing to change.',
        action: 'Decide',
      }
    default:
      return null
  }
}

function pullOpened({ payload }: OutboundEvent): Words | null {
  const isOpen = payload.state === 'open' || payload.state === 'draft'
  if (payload.link_kind !== 'closes' || !isOpen) return null
  const name = `${payload.repository}#${payload.number}`
  return {
    tone: 'info',
    heading: payload.state === 'draft' ? 'Draft pull request opened' : 'Pull request opened',
    detail: `${name} ${payload.state === 'draft' ? 'is being worked on' : 'waits for review'}.`,
    action: 'See the issue',
  }
}

function verdict(tone: Notice['tone'], heading: string, { payload }: OutboundEvent): Words {
  return { tone, heading, detail: typeof payload.detail === 'string' ? payload.detail : '', action: 'See the evidence' }
}

function webhookDisabled({ payload }: OutboundEvent): Notice {
  return {
    tone: 'fail',
    heading: 'A webhook was switched off',
    identifier: null,
    title: String(payload.name ?? ''),
    detail: String(payload.detail ?? ''),
    facts: [],
    path: '/settings#webhooks',
    action: 'Look at its deliveries',
  }
}

function factsOf(card: Card): string[] {
  return [
    card.priority,
    card.status.name,
    ...(card.assignee ? [card.assignee.name] : []),
    ...(card.cost_usd > 0 ? [`${card.cost_usd.toFixed(2)} USD`] : []),
    ...(card.simulated ? ['simulated'] : []),
  ]
}
