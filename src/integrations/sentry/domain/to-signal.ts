// What a delivery from Sentry means. Payloads: https://docs.sentry.io/organization/integrations/integration-platform/webhooks/
import { errorIssueKey, metricAlertKey, trackerInstallationKey } from '#src/intake/domain/object-key.ts'
import { safeLine, safeText } from '#src/intake/domain/safe-text.ts'
import type { Envelope, ErrorIssueKind, Parsed, Reason } from '#src/intake/domain/signal.ts'
import { cleanLine, cleanLineOrNull, cleanUrl } from '#src/intake/domain/text.ts'
import { vendorTime } from '#src/intake/domain/vendor-time.ts'
import { categoryOf, issueOfEvent, toErrorIssue } from './error-issue.ts'
import { eventDetail } from './event-detail.ts'
import {
  commentHook,
  type EventPayload,
  errorHook,
  eventAlertHook,
  type IssuePayload,
  installationHook,
  issueHook,
  metricAlertHook,
} from './payload.ts'

export interface SentrySettings {
  /** Issue categories that become issues here. */
  issueCategories: readonly string[]
}

export const defaultSentrySettings: SentrySettings = { issueCategories: ['error', 'outage'] }

/** Translates one delivery. Pure: the only time it knows is the delivery's own. */
export function toSignals(envelope: Envelope, settings: SentrySettings = defaultSentrySettings): Parsed {
  const resource = envelope.headers['sentry-hook-resource']
  switch (resource) {
    case 'issue':
      return fromIssue(envelope, settings)
    case 'error':
      return fromError(envelope)
    case 'event_alert':
      return fromEventAlert(envelope)
    case 'metric_alert':
      return fromMetricAlert(envelope)
    case 'comment':
      return fromComment(envelope)
    case 'installation':
      return fromInstallation(envelope)
    case undefined:
      return { malformed: reason('resource_missing', 'The header Sentry-Hook-Resource is missing.') }
    default:
      return { ignored: reason('resource_not_used', `Sentry's ${cleanLine(resource, 40)} hooks change nothing here.`) }
  }
}

function fromIssue(envelope: Envelope, settings: SentrySettings): Parsed {
  const parsed = issueHook.safeParse(envelope.json)
  if (!parsed.success) return unreadable('issue')
  const { action, actor, data } = parsed.data
  const kind = issueKind(action, data.issue)
  if (!kind)
    return { ignored: reason('action_not_used', `The action ${cleanLine(action, 40)} of issue hooks changes nothing here.`) }
  const category = categoryOf(data.issue)
  if (!settings.issueCategories.includes(category)) {
    const name = cleanLine(category, 40)
    return {
      ignored: reason('issue_category_not_tracked', `Sentry issues of the category ${name} are not tracked on this connection.`),
    }
  }
  const issue = toErrorIssue(data.issue)
  const version = `${issue.lastSeen ?? ''}#${issue.count ?? ''}`
  const substatus = cleanLineOrNull(data.issue.substatus, 40)
  return {
    signals: [
      {
        kind,
        source: 'sentry',
        objectKey: errorIssueKey(issue.externalId),
        occurredAt: kind === 'error_issue_created' ? (issue.firstSeen ?? hookTime(envelope)) : hookTime(envelope),
        vendorVersion: version,
        occurrenceKey: `${action} ${substatus ?? data.issue.status ?? ''} ${version}`,
        issue,
        substatus,
        actor: actor?.type === 'user' ? safeLine(actor.name, 100) : null,
        resolvedInRelease: cleanLineOrNull(data.issue.statusDetails?.inRelease, 250),
      },
    ],
  }
}

const kindOfAction = new Map<string, ErrorIssueKind>([
  ['created', 'error_issue_created'],
  ['unresolved', 'error_issue_unresolved'],
  ['resolved', 'error_issue_resolved'],
  ['archived', 'error_issue_archived'],
  ['ignored', 'error_issue_ignored'],
  ['assigned', 'error_issue_assigned'],
])

function issueKind(action: string, issue: IssuePayload): ErrorIssueKind | undefined {
  if (action === 'unresolved' && issue.substatus === 'regressed') return 'error_issue_regressed'
  if (action === 'unresolved' && issue.substatus === 'escalating') return 'error_issue_escalating'
  return kindOfAction.get(action)
}

function fromError(envelope: Envelope): Parsed {
  const parsed = errorHook.safeParse(envelope.json)
  return parsed.success ? occurrence(envelope, parsed.data.data.error, { via: 'error', rule: null }) : unreadable('error')
}

function fromEventAlert(envelope: Envelope): Parsed {
  const parsed = eventAlertHook.safeParse(envelope.json)
  if (!parsed.success) return unreadable('event alert')
  const { event, triggered_rule } = parsed.data.data
  return occurrence(envelope, event, { via: 'event_alert', rule: cleanLineOrNull(triggered_rule, 200) })
}

function occurrence(envelope: Envelope, event: EventPayload, how: { via: 'error' | 'event_alert'; rule: string | null }): Parsed {
  const issue = issueOfEvent(event)
  const detail = eventDetail(event)
  if (!issue || !detail.eventId) return unreadable(how.via.replace('_', ' '))
  return {
    signals: [
      {
        kind: 'error_occurrence',
        source: 'sentry',
        objectKey: errorIssueKey(issue.externalId),
        occurredAt: detail.occurredAt ?? hookTime(envelope),
        vendorVersion: null,
        // An alert says more than that the event happened, so it is news even after the event's own hook.
        occurrenceKey: `${how.via === 'event_alert' ? 'alert' : 'event'}:${detail.eventId}`,
        eventId: detail.eventId,
        release: detail.release,
        environment: detail.environment,
        issue,
        ...how,
      },
    ],
  }
}

function fromMetricAlert(envelope: Envelope): Parsed {
  const parsed = metricAlertHook.safeParse(envelope.json)
  const state = parsed.data?.action
  if (!parsed.success || (state !== 'critical' && state !== 'warning' && state !== 'resolved')) return unreadable('metric alert')
  const { metric_alert: alert, description_title, description_text, web_url } = parsed.data.data
  const changedAt = (state === 'resolved' ? vendorTime(alert.date_closed) : null) ?? vendorTime(alert.date_detected)
  return {
    signals: [
      {
        kind: 'metric_alert',
        source: 'sentry',
        objectKey: metricAlertKey(alert.id),
        occurredAt: changedAt ?? hookTime(envelope),
        vendorVersion: null,
        occurrenceKey: `${state}@${changedAt ?? ''}`,
        state,
        externalId: alert.id,
        title: safeLine(description_title ?? alert.alert_rule?.name ?? alert.title, 200) ?? 'Metric alert',
        detail: safeText(description_text, 2_000) ?? '',
        projectSlugs: (alert.projects ?? []).slice(0, 50).map((slug) => cleanLine(slug, 100)),
        environment: cleanLineOrNull(alert.alert_rule?.environment, 100),
        url: cleanUrl(web_url),
      },
    ],
  }
}

function fromComment(envelope: Envelope): Parsed {
  const parsed = commentHook.safeParse(envelope.json)
  if (!parsed.success) return unreadable('comment')
  const { action, actor, data } = parsed.data
  const occurredAt = vendorTime(data.timestamp) ?? hookTime(envelope)
  return {
    signals: [
      {
        kind: 'error_commented',
        source: 'sentry',
        objectKey: errorIssueKey(data.issue_id),
        occurredAt,
        vendorVersion: null,
        occurrenceKey: `${action} ${data.comment_id}@${vendorTime(data.timestamp) ?? ''}`,
        action,
        externalId: data.issue_id,
        actor: actor?.type === 'user' ? safeLine(actor.name, 100) : null,
        text: action === 'deleted' ? '' : (safeLine(data.comment, 500) ?? ''),
      },
    ],
  }
}

function fromInstallation(envelope: Envelope): Parsed {
  const parsed = installationHook.safeParse(envelope.json)
  if (!parsed.success) return unreadable('installation')
  const { action, data } = parsed.data
  return {
    signals: [
      {
        kind: 'tracker_installation_changed',
        source: 'sentry',
        objectKey: trackerInstallationKey(data.installation.uuid),
        occurredAt: hookTime(envelope),
        vendorVersion: null,
        // An installation has an id of its own: it begins once and ends once.
        occurrenceKey: action,
        action,
        organization: cleanLineOrNull(data.installation.organization?.slug, 100),
      },
    ],
  }
}

// States are ordered by the time of the hook: Sentry's own clock wrote it, while `lastSeen` is the reporting machine's.
// The header is not signed, so it can never lie about the future.
function hookTime({ headers, receivedAt }: Envelope): string {
  const sent = vendorTime(headers['sentry-hook-timestamp'])
  return sent !== null && sent < receivedAt ? sent : receivedAt
}

function unreadable(what: string): Parsed {
  return { malformed: reason('payload_unreadable', `This is not a Sentry ${what} payload as documented.`) }
}

function reason(code: string, sentence: string): Reason {
  return { code, sentence }
}
