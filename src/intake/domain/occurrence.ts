// When did an error happen again? Per-event hooks say it of one event, issue hooks of the last one.
import type { ErrorSignal } from './decide.ts'

export interface Occurrence {
  /** The vendor's event id, else the issue's `lastSeen` and count: the same event through two hooks is one occurrence. */
  key: string
  occurredAt: string
  release: string | null
  environment: string | null
  eventId: string | null
  channel: 'event_hook' | 'issue_hook' | 'alert_hook' | 'api'
}

/** The occurrence that a signal reports; null if it reports none. */
export function occurrenceOf(signal: ErrorSignal): Occurrence | null {
  switch (signal.kind) {
    case 'error_occurrence':
      return {
        key: `event:${signal.eventId}`,
        occurredAt: signal.occurredAt,
        release: signal.release,
        environment: signal.environment,
        eventId: signal.eventId,
        channel: channels[signal.via],
      }
    case 'error_issue_created':
    case 'error_issue_regressed':
    case 'error_issue_escalating': {
      const { lastSeen, count } = signal.issue
      const occurredAt = lastSeen ?? signal.occurredAt
      return {
        key: `seen:${occurredAt}#${count ?? ''}`,
        occurredAt,
        release: null,
        environment: null,
        eventId: null,
        channel: 'issue_hook',
      }
    }
    default:
      return null
  }
}

const channels = {
  error: 'event_hook',
  signal: 'event_hook',
  event_alert: 'alert_hook',
  alert: 'alert_hook',
  api: 'api',
} as const
