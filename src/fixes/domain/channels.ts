// Could Dispatch have seen a recurrence at all? Silence on a line that is not connected proves nothing.

import type { FoldedAlert } from '../../intake/domain/fold-alert.ts'

export interface ChannelFacts {
  /** Per-event hooks, or an alert rule, that this project has sent to Dispatch before. */
  eventHooks: { kind: 'error' | 'event_alert' | 'signal'; seenAt: string } | null
  /** The error tracker's own answer about the time since the window began. */
  api: ApiAnswer | null
  /**
   * Dispatch resolved the error's issue when the window began, and nobody has opened it since, so that a recurrence must
   * arrive as a regression. `pipeAliveAt`: when something else of the project last arrived, or Sentry last answered about it.
   */
  resolvedAtDeploy: { at: string; pipeAliveAt: string | null } | null
  /** Each alert behind the issue reported that it is over, and its rule still exists: if it fires anew, Dispatch is told. */
  alertRule: { resolvedAt: string } | null
  /** Why the alerts behind the issue may have been silent within the window whatever happened. */
  alertGap?: AlertGap | null
  /** Deliveries of the error's vendor since the deployment that could not be read: any of them may have told of a recurrence. */
  unreadable: number
  /** A connection that told of the project and cannot any more. */
  cutOff: { name: string; why: 'removed' | 'uninstalled' | 'no_secret' | 'refused' } | null
  /** Of several projects with the error the one of which nobody could have told: what the others' channels say is not about it. */
  uncovered?: string | null
}

export interface ApiAnswer {
  askedAt: string
  /** When the issue was last seen; null if never. */
  lastSeen: string | null
  /** Events of the issue since the window began, if the API counted them. */
  events: number | null
  /** There were more than could be read: one that counts may be among those that were not. */
  isTruncated: boolean
  /** Those of them that were judged not to count: older releases, other environments. */
  cleared: number
  /** Events of the whole project in that time, if the API counted them. */
  projectEvents: number | null
}

/**
 * `blind`: a rule could not be evaluated for a time, `cut`: a notification did not carry all its alerts, `unwatched`: a rule was
 * deleted or paused, `firing`: an alert was not over, `returned`: one began in the window and was told only when it was over,
 * `lasting`: a sender of states never said that it is over.
 */
export type AlertGap = 'blind' | 'cut' | 'unwatched' | 'firing' | 'returned' | 'lasting'

export type Channel = 'event_hooks' | 'api' | 'resolved_at_deploy' | 'alert_rule'

export interface Span {
  startsAt: string
  endsAt: string
}

/** The channels that would have shown a recurrence between start and end of the window. */
export function openChannels(facts: ChannelFacts, { startsAt, endsAt }: Span): Channel[] {
  const { eventHooks, api, resolvedAtDeploy, alertRule, unreadable, uncovered } = facts
  if (uncovered) return []
  // Whose deliveries cannot be read is not heard, whatever arrived besides; who is asked still answers.
  const isHeard = unreadable === 0
  const open: [Channel, boolean][] = [
    ['event_hooks', isHeard && eventHooks !== null && eventHooks.seenAt <= endsAt],
    ['api', api !== null && api.askedAt >= endsAt && !api.isTruncated],
    ['resolved_at_deploy', isHeard && isAlive(resolvedAtDeploy, { startsAt, endsAt })],
    ['alert_rule', isHeard && alertRule !== null && alertRule.resolvedAt <= endsAt],
  ]
  return open.filter(([, isOpen]) => isOpen).map(([channel]) => channel)
}

/** Until it is resolved a recurrence regresses nothing: more of the window than this must not have passed unseen. */
const LATEST_RESOLUTION_MS = 15 * 60_000

/** Of a long window an alert may take this share to end: rules look back over minutes or hours. */
const LATEST_END_OF_ALERT = 0.1

/** What speaks against the silence of alerts in a window; null where they could have fired in nearly all of it, and did not. */
export function gapOfAlerts(folded: FoldedAlert, { startsAt, endsAt }: Span): AlertGap | null {
  if (!folded.isWatched) return 'unwatched'
  if (folded.lastBeganAt !== null && folded.lastBeganAt >= startsAt) return 'returned'
  const begin = Date.parse(startsAt)
  const patience = Math.max(LATEST_RESOLUTION_MS, (Date.parse(endsAt) - begin) * LATEST_END_OF_ALERT)
  const isOver = folded.resolvedAt !== null && Date.parse(folded.resolvedAt) <= begin + patience
  return isOver ? null : 'firing'
}

// A regression can only arrive over a pipe through which something else arrived as well.
function isAlive(resolved: ChannelFacts['resolvedAtDeploy'], { startsAt, endsAt }: Span): boolean {
  if (resolved === null || resolved.pipeAliveAt === null || resolved.at > endsAt) return false
  if (Date.parse(resolved.at) > Date.parse(startsAt) + LATEST_RESOLUTION_MS) return false
  return resolved.pipeAliveAt >= startsAt || resolved.pipeAliveAt >= resolved.at
}

/** How many events of the API's answer speak against the fix; at least one if it was seen and nothing was counted or cleared. */
export function recurrencesByApi(api: ApiAnswer | null, startsAt: string): number {
  if (api === null) return 0
  if (api.events !== null) return Math.max(0, api.events - api.cleared)
  return api.lastSeen !== null && api.lastSeen >= startsAt && api.cleared === 0 ? 1 : 0
}

/** What to connect so that the next verdict can be sure. */
export function missingChannels(
  source: 'sentry' | 'loki' | 'signal',
  {
    api,
    unreadable,
    cutOff,
    alertGap,
    uncovered,
  }: Pick<ChannelFacts, 'api' | 'unreadable' | 'cutOff' | 'alertGap' | 'uncovered'>,
): string[] {
  return [
    ...(uncovered ? [`The error is tracked in several projects, and of ${uncovered} nobody could have told.`] : []),
    ...(unreadable > 0 ? [unreadDeliveries(unreadable)] : []),
    ...(cutOff ? [toMend[cutOff.why](cutOff.name)] : []),
    ...(alertGap ? [alertGaps[alertGap]] : []),
    // Who left something out is connected.
    ...(alertGap && source === 'loki' ? [] : toConnect(source, api)),
  ]
}

const alertGaps: Record<AlertGap, string> = {
  unwatched: 'The Grafana alert rule was deleted or paused: nothing looked any more.',
  firing: 'An alert behind the issue was firing for too much of the window: meanwhile it could not fire again.',
  returned: 'An alert behind the issue fired again within the window, and was told only when that was over.',
  lasting: 'The sender of its signals has a state, and last said that the error goes on: let it say when that is over.',
  blind: 'Grafana could not evaluate the alert rule during the window: mend its data source.',
  cut: 'A notification of Grafana during the window left alerts out: set Max Alerts of the contact point to 0, or group fewer alerts together.',
}

const toMend = {
  removed: (name: string) => `The connection "${name}" was removed: connect it again.`,
  uninstalled: (name: string) => `The integration behind the connection "${name}" was uninstalled: install it again.`,
  no_secret: (name: string) => `Give the connection "${name}" its secret: without one it accepts nothing.`,
  refused: (name: string) =>
    `Since its last good delivery the connection "${name}" has refused others for a wrong signature: compare its secret with the vendor's.`,
}

function unreadDeliveries(count: number): string {
  return count === 1
    ? 'One delivery could not be read; look at it in Deliveries.'
    : `${count} deliveries could not be read; look at them in Deliveries.`
}

function toConnect(source: 'sentry' | 'loki' | 'signal', api: ApiAnswer | null): string[] {
  if (api?.isTruncated)
    return [
      `Sentry had more events of this error than can be read; the newest ${api.events ?? 0} do not count. Look at the others there.`,
      'Or let Sentry send every event: subscribe the integration to error hooks.',
    ]
  if (source === 'loki') return ['Let the Grafana alert rule send its resolved state to Dispatch.']
  if (source === 'signal') return ['Send a signal for each occurrence to Dispatch.']
  return [
    'Set SENTRY_API_TOKEN, so that Dispatch can ask Sentry at the end of the window.',
    'Or let Sentry send every event: subscribe the integration to error hooks, or add it as the action of an alert rule of this project.',
  ]
}
