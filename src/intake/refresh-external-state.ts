// The state of a vendor's issue, folded from all that was said about it.
import type { Tx } from '../platform/context.ts'
import { foldAlert } from './domain/fold-alert.ts'
import { foldExternalIssue } from './domain/fold-external-issue.ts'
import type { ErrorIssueKind, ErrorIssueSignal, ErrorOccurrence } from './domain/signal.ts'
import { countOccurrence, updateExternalState } from './store/linked-issues.ts'
import { loadAlertHistory, loadHistory } from './store/signals.ts'

const kinds = [
  'error_issue_created',
  'error_issue_regressed',
  'error_issue_escalating',
  'error_issue_unresolved',
  'error_issue_resolved',
  'error_issue_archived',
  'error_issue_ignored',
  'error_issue_assigned',
] as const satisfies readonly ErrorIssueKind[]

export interface Refresh {
  signal: ErrorIssueSignal | ErrorOccurrence
  /** An event that nobody had told of: one more. */
  isNewOccurrence: boolean
}

export async function refreshExternalState(tx: Tx, externalId: string, { signal, isNewOccurrence }: Refresh): Promise<void> {
  if (signal.source !== 'sentry') return refreshAlert(tx, externalId, { signal, isNewOccurrence })
  if (signal.kind === 'error_occurrence') {
    if (isNewOccurrence) await countOccurrence(tx.db, externalId, { at: signal.occurredAt, now: tx.now })
    return
  }
  const history = await loadHistory(tx.db, { workspaceId: tx.workspaceId, objectKey: signal.objectKey, kinds })
  const folded = foldExternalIssue(history)
  if (!folded) return
  await updateExternalState(tx.db, externalId, {
    state: folded.state,
    resolvedInRelease: folded.resolvedInRelease,
    occurrences: folded.count,
    usersAffected: folded.userCount,
    firstSeen: folded.firstSeen,
    lastSeen: folded.lastSeen,
    now: tx.now,
  })
}

/** Who tells of no states of an issue tells that it happens, and perhaps that it is over. */
async function refreshAlert(tx: Tx, externalId: string, { signal, isNewOccurrence }: Refresh): Promise<void> {
  if (isNewOccurrence) await countOccurrence(tx.db, externalId, { at: signal.occurredAt, now: tx.now })
  const folded = foldAlert(
    await loadAlertHistory(tx.db, {
      workspaceId: tx.workspaceId,
      objectKey: signal.objectKey,
      hasInstances: signal.source === 'loki',
    }),
  )
  if (!folded) return
  await updateExternalState(tx.db, externalId, {
    state: folded.state,
    resolvedInRelease: null,
    occurrences: null,
    usersAffected: null,
    firstSeen: signal.issue.firstSeen,
    lastSeen: signal.kind === 'error_occurrence' ? signal.occurredAt : null,
    now: tx.now,
  })
}
