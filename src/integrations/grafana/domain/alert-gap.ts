// What Grafana says of what it does not tell: a rule that cannot be evaluated, alerts that were left out of a notification.
import { isUnwatched } from '#src/intake/domain/fold-alert.ts'
import { alertRuleKey, cutNotificationsKey, unnamedRule } from '#src/intake/domain/object-key.ts'
import { safeLine } from '#src/intake/domain/safe-text.ts'
import type { AlertGap, Envelope } from '#src/intake/domain/signal.ts'
import { cleanLineOrNull } from '#src/intake/domain/text.ts'
import { vendorTime } from '#src/intake/domain/vendor-time.ts'
import { episodeOf, instanceOf, ruleKeyOf } from './alert-identity.ts'
import type { AlertPayload } from './payload.ts'

/** What Grafana says when a rule could not be evaluated: nobody knows whether anything is wrong. */
const blindAlerts = new Set(['datasourceerror', 'datasourcenodata', 'nodata'])

export function isBlind({ labels }: AlertPayload): boolean {
  return blindAlerts.has(labels.alertname?.toLowerCase() ?? '')
}

/** Since when a rule is blind and, once that is over, until when. */
export function blindPeriod(alert: AlertPayload, { receivedAt }: Envelope): AlertGap[] {
  const startedAt = vendorTime(alert.startsAt) ?? receivedAt
  const rule = safeLine(alert.labels.rulename, 200)
  const which = rule ? `the rule “${rule}”` : 'a rule'
  const episode = episodeOf(alert, startedAt)
  const base = { source: 'loki' as const, objectKey: blindRuleKey(alert), vendorVersion: null, instance: instanceOf(alert) }
  const begun: AlertGap = {
    ...base,
    kind: 'alert_rule_blind',
    occurredAt: startedAt,
    occurrenceKey: `blind:${episode}`,
    detail: `Grafana could not evaluate ${which} (${safeLine(alert.labels.alertname, 40)}). That tells nothing of an error.`,
  }
  // It looks no more than before where the rule was deleted or paused.
  if (alert.status === 'firing' || isUnwatched(cleanLineOrNull(alert.annotations.grafana_state_reason, 40))) return [begun]
  const ended: AlertGap = {
    ...base,
    kind: 'alert_rule_sighted',
    occurredAt: vendorTime(alert.endsAt) ?? receivedAt,
    occurrenceKey: `sighted:${episode}`,
    detail: `Grafana can evaluate ${which} again. That tells nothing of an error.`,
  }
  return [ended, begun]
}

function blindRuleKey({ labels }: AlertPayload): string {
  return alertRuleKey(labels.rulename ? ruleKeyOf(labels.grafana_folder, safeLine(labels.rulename, 300) ?? '') : unnamedRule)
}

/** Any of the alerts that were left out may be one that somebody waits for. */
export function cutNotification(detail: string, { receivedAt }: Envelope): AlertGap {
  return {
    kind: 'alerts_cut',
    source: 'loki',
    objectKey: cutNotificationsKey,
    occurredAt: receivedAt,
    vendorVersion: null,
    occurrenceKey: `cut:${receivedAt}`,
    instance: '',
    detail,
  }
}
