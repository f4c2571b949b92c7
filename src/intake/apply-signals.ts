// The signals of one delivery take effect in their order. Those of a notification of alerts are kept at once, and weighed issue by issue.
import type { Tx } from '../platform/context.ts'
import { acceptAlerts } from './accept-alerts.ts'
import { applySignal, contentKnown, type Origin, tellGap } from './apply-signal.ts'
import type { AlertGap, Signal } from './domain/signal.ts'
import type { Outcome } from './outcome.ts'
import type { AboutError } from './refresh-external-state.ts'
import { listTrackedIds } from './store/linked-issues.ts'
import { contentOf, insertSignals, listContents } from './store/signals.ts'

export async function applySignals(tx: Tx, signals: readonly Signal[], origin: Origin): Promise<Outcome[]> {
  const alerts = signals.filter(isOfAlerting)
  if (signals.length > 1 && alerts.length === signals.length) return applyAlerts(tx, alerts, origin)
  const outcomes: Outcome[] = []
  for (const signal of signals) outcomes.push(await applySignal(tx, signal, origin))
  return outcomes
}

type OfAlerting = AboutError | AlertGap

/** Alerting systems alone tell of many things at once. */
function isOfAlerting(signal: Signal): signal is OfAlerting {
  if (signal.source !== 'loki') return false
  return isGap(signal) || 'issue' in signal
}

function isGap(signal: Signal): signal is AlertGap {
  return signal.kind === 'alert_rule_blind' || signal.kind === 'alert_rule_sighted' || signal.kind === 'alerts_cut'
}

async function applyAlerts(tx: Tx, alerts: readonly OfAlerting[], origin: Origin): Promise<Outcome[]> {
  const news = await keepAll(tx, alerts, origin)
  const outcomes: Outcome[] = news.length < alerts.length ? [contentKnown()] : []
  outcomes.push(...news.flatMap(({ signal }) => (isGap(signal) ? [tellGap(signal)] : [])))
  const told = news.flatMap(({ signal, isFirst }) => (isAlert(signal) ? [{ signal, isFirst }] : []))
  const tracked = await listTracked(tx, told)
  for (const [first, ...others] of Map.groupBy(told, ({ signal }) => signal.objectKey).values()) {
    if (!first) continue
    const { signal, isFirst } = first
    const isTracked = tracked.has(signal.issue.externalId)
    outcomes.push(...(await acceptAlerts(tx, [signal, ...others.map((each) => each.signal)], { ...origin, isFirst, isTracked })))
  }
  return outcomes
}

function isAlert(signal: OfAlerting): signal is AboutError {
  return 'issue' in signal
}

async function listTracked(tx: Tx, told: readonly { signal: AboutError }[]): Promise<ReadonlySet<string>> {
  const externalIds = told.map(({ signal }) => signal.issue.externalId)
  return externalIds.length === 0
    ? new Set()
    : listTrackedIds(tx.db, { workspaceId: tx.workspaceId, source: 'loki', externalIds })
}

interface News {
  signal: OfAlerting
  /** Nothing was kept of its object before this delivery. */
  isFirst: boolean
}

/** Returns those that are news, each content once. */
async function keepAll(tx: Tx, signals: readonly OfAlerting[], origin: Origin): Promise<News[]> {
  const { deliveryId, deliverySeq, connectionId, isRepeat } = origin
  const base = { workspace_id: tx.workspaceId, connection_id: connectionId, delivery_id: deliveryId, delivery_seq: deliverySeq }
  const once = [...new Map(signals.toReversed().map((signal) => [contentOf(signal), signal])).values()].toReversed()
  const rows = once.map((signal) => ({ ...base, id: tx.newId('sig'), signal, now: tx.now }))
  const kept = await insertSignals(tx.db, rows)
  if (kept.size === rows.length || isRepeat || deliveryId === null)
    return rows.flatMap(({ id, signal }) => {
      const news = kept.get(id)
      return news ? [{ signal, ...news }] : []
    })
  // A delivery that was ignored kept its signals; replayed, it may find that things have changed.
  const own = await listContents(tx.db, deliveryId)
  return once.filter((signal) => own.has(contentOf(signal))).map((signal) => ({ signal, isFirst: false }))
}
