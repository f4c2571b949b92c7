// What a notification of Grafana's alerting means. The same shape comes from Loki's ruler through an Alertmanager.
import { alertKey } from '#src/intake/domain/object-key.ts'
import type { Envelope, ErrorIssueSignal, ErrorOccurrence, Parsed, Reason, Signal } from '#src/intake/domain/signal.ts'
import { cleanLineOrNull } from '#src/intake/domain/text.ts'
import { vendorTime } from '#src/intake/domain/vendor-time.ts'
import type { GrafanaSettings } from '../settings.ts'
import { blindPeriod, cutNotification, isBlind } from './alert-gap.ts'
import { episodeOf, instanceOf, ruleKeyOf } from './alert-identity.ts'
import { nameOf, toErrorIssue } from './alert-issue.ts'
import { type AlertPayload, notificationPayload, readAlert } from './payload.ts'

/** Far more than a group has; each is decided about by itself. Those that fire are read first. */
const MOST_ALERTS = 200
/** What the button "Test" of a contact point sends. */
const TEST_ALERT = 'TestAlert'

/** Translates one notification. Pure: the only time it knows is the delivery's own. */
export function toSignals(envelope: Envelope, settings: Pick<GrafanaSettings, 'group_by_labels'>): Parsed {
  const parsed = notificationPayload.safeParse(envelope.json)
  if (!parsed.success)
    return {
      malformed: reason('payload_unreadable', 'This is not a notification of Grafana as documented: it has no list “alerts”.'),
    }
  const entries = firingFirst(parsed.data.alerts)
  const read = entries.slice(0, MOST_ALERTS)
  const alerts = read.map(readAlert).filter((alert) => alert !== null)
  if (alerts.length === 0 && read.length > 0)
    return { malformed: reason('payload_unreadable', 'None of the alerts says whether it is firing or resolved.') }
  const remark = remarkOn({ truncated: parsed.data.truncatedAlerts ?? 0, unread: entries.length - read.length })
  const signals = alerts.flatMap((alert) => translate(alert, { envelope, settings, remark }))
  if (remark !== null) signals.push(cutNotification(remark, envelope))
  return signals.length > 0 ? { signals } : { ignored: whyNothing(alerts) }
}

/** What is over matters least where not all is read. */
function firingFirst(entries: readonly unknown[]): unknown[] {
  const isFiring = (entry: unknown) =>
    typeof entry === 'object' && entry !== null && 'status' in entry && entry.status === 'firing'
  return [...entries.filter(isFiring), ...entries.filter((entry) => !isFiring(entry))]
}

function translate(alert: AlertPayload, told: Told & { remark: string | null }): Signal[] {
  if (alert.labels.alertname === TEST_ALERT) return []
  if (isBlind(alert)) return blindPeriod(alert, told.envelope)
  return [alert.status === 'firing' ? firing(alert, told) : resolved(alert, told)]
}

interface Told {
  envelope: Envelope
  settings: Pick<GrafanaSettings, 'group_by_labels'>
}

function firing(alert: AlertPayload, { envelope, settings, remark }: Told & { remark: string | null }): ErrorOccurrence {
  const issue = toErrorIssue(alert, settings.group_by_labels)
  const occurredAt = vendorTime(alert.startsAt) ?? envelope.receivedAt
  const episode = episodeOf(alert, occurredAt)
  return {
    kind: 'error_occurrence',
    source: 'loki',
    via: 'alert',
    objectKey: alertKey(issue.externalId),
    occurredAt,
    vendorVersion: null,
    // Repeated at every interval while it fires: one occurrence.
    occurrenceKey: `firing:${episode}`,
    eventId: episode,
    instance: instanceOf(alert),
    ruleKey: ruleKeyOf(alert.labels.grafana_folder, nameOf(alert)),
    release: cleanLineOrNull(alert.labels.release ?? alert.labels.service_version, 250),
    environment: cleanLineOrNull(alert.labels.environment ?? alert.labels.env ?? alert.labels.deployment_environment, 100),
    rule: cleanLineOrNull(alert.labels.alertname, 200),
    issue: remark === null ? issue : { ...issue, description: `${issue.description}\n\n${remark}` },
    ...(remark !== null && { remark }),
  }
}

function resolved(alert: AlertPayload, { envelope, settings }: Told): ErrorIssueSignal {
  const issue = toErrorIssue(alert, settings.group_by_labels)
  const startedAt = vendorTime(alert.startsAt) ?? ''
  return {
    kind: 'error_issue_resolved',
    source: 'loki',
    objectKey: alertKey(issue.externalId),
    occurredAt: vendorTime(alert.endsAt) ?? envelope.receivedAt,
    vendorVersion: null,
    occurrenceKey: `resolved:${episodeOf(alert, startedAt)}`,
    instance: instanceOf(alert),
    ruleKey: ruleKeyOf(alert.labels.grafana_folder, nameOf(alert)),
    issue,
    substatus: cleanLineOrNull(alert.annotations.grafana_state_reason, 40),
    actor: null,
    resolvedInRelease: null,
  }
}

function remarkOn({ truncated, unread }: { truncated: number; unread: number }): string | null {
  const left = truncated + unread
  if (left === 0) return null
  const which = left === 1 ? 'One more alert of this notification was' : `${left} more alerts of this notification were`
  return unread > 0
    ? `${which} left out: Dispatch reads ${MOST_ALERTS} of one.`
    : `${which} left out by Grafana: its contact point limits how many it sends.`
}

function whyNothing(alerts: readonly AlertPayload[]): Reason {
  if (alerts.length > 0) return reason('test_notification', 'A test of the contact point arrived: the connection works.')
  return reason('no_alerts', 'The notification carries no alert.')
}

function reason(code: string, sentence: string): Reason {
  return { code, sentence }
}
