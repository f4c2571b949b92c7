// The state of a vendor's issue, folded from all that was said about it.
import type { Tx } from '../platform/context.ts'
import type { Recorded } from './domain/fold.ts'
import { type AlertEntry, foldAlert } from './domain/fold-alert.ts'
import { foldExternalIssue } from './domain/fold-external-issue.ts'
import type { ErrorIssueKind, ErrorIssueSignal, ErrorOccurrence } from './domain/signal.ts'
import { countOccurrence, type ExternalState, updateExternalState } from './store/linked-issues.ts'
import { loadAlertHistory, loadHistory } from './store/signals.ts'

/** The kinds from which the state of an error tracker's issue is folded. */
export const stateKinds = [
  'error_issue_created',
  'error_issue_regressed',
  'error_issue_escalating',
  'error_issue_unresolved',
  'error_issue_resolved',
  'error_issue_archived',
  'error_issue_ignored',
  'error_issue_assigned',
] as const satisfies readonly ErrorIssueKind[]

export type AboutError = ErrorIssueSignal | ErrorOccurrence

export interface Refresh {
  signal: AboutError
  /** An event that nobody had told of: one more. */
  isNewOccurrence: boolean
}

export async function refreshExternalState(tx: Tx, externalId: string, { signal, isNewOccurrence }: Refresh): Promise<void> {
  if (signal.source !== 'sentry')
    return refreshAlerts(tx, externalId, { signals: [signal], newOccurrences: isNewOccurrence ? 1 : 0 })
  if (signal.kind === 'error_occurrence') {
    if (isNewOccurrence) await countOccurrence(tx.db, externalId, { at: signal.occurredAt, now: tx.now })
    return
  }
  const history = await loadHistory(tx.db, { workspaceId: tx.workspaceId, objectKey: signal.objectKey, kinds: stateKinds })
  const state = stateOfIssue(history)
  if (state) await updateExternalState(tx.db, externalId, { ...state, newOccurrences: 0, now: tx.now })
}

/** As its error tracker tells it; null while it told nothing of the issue itself. */
export function stateOfIssue(history: readonly Recorded<ErrorIssueSignal>[]): ExternalState | null {
  const folded = foldExternalIssue(history)
  if (!folded) return null
  const { state, resolvedInRelease, count, userCount, firstSeen, lastSeen } = folded
  return { state, resolvedInRelease, occurrences: count, usersAffected: userCount, firstSeen, lastSeen }
}

/** Of one issue, at least one. */
export type Alerts = readonly [AboutError, ...AboutError[]]

/** Who tells of no states of an issue tells that it happens, and perhaps that it is over. */
export async function refreshAlerts(
  tx: Tx,
  externalId: string,
  { signals, newOccurrences }: { signals: Alerts; newOccurrences: number },
): Promise<void> {
  const state = await stateOfAlerts(tx, signals)
  if (state) await updateExternalState(tx.db, externalId, { ...state, newOccurrences, now: tx.now })
}

/** Folded from all that is kept about the issue, or from `all` where that is known to be all; the times are those of the given signals. */
export async function stateOfAlerts(tx: Tx, signals: Alerts, all?: Alerts): Promise<ExternalState | null> {
  const [{ source, objectKey }] = signals
  const history = { workspaceId: tx.workspaceId, objectKey, hasInstances: source === 'loki' }
  const folded = foldAlert(all ? all.flatMap(toEntry) : await loadAlertHistory(tx.db, history))
  if (!folded) return null
  const seen = signals.filter(({ kind }) => kind === 'error_occurrence').map(({ occurredAt }) => occurredAt)
  return {
    state: folded.state,
    resolvedInRelease: null,
    occurrences: null,
    usersAffected: null,
    firstSeen: signals.flatMap(({ issue }) => issue.firstSeen ?? []).sort()[0] ?? null,
    lastSeen: seen.sort().at(-1) ?? null,
  }
}

function toEntry(signal: AboutError): AlertEntry[] {
  const { kind, occurredAt, instance = '' } = signal
  if (kind !== 'error_occurrence' && kind !== 'error_issue_resolved') return []
  return [{ instance, kind, occurredAt, substatus: 'substatus' in signal ? signal.substatus : null }]
}
