// The state of an error tracker's issue as all its deliveries together tell it.
import { inOrder, type Recorded } from './fold.ts'
import type { ErrorIssueKind, ErrorIssueSignal } from './signal.ts'

export type ExternalState = 'unresolved' | 'regressed' | 'escalating' | 'resolved' | 'archived'

export interface FoldedExternalIssue {
  state: ExternalState
  /** Since when it is in this state. */
  since: string
  resolvedInRelease: string | null
  /** The greatest count and the latest sighting that any delivery told; counts only grow. */
  count: number | null
  userCount: number | null
  firstSeen: string | null
  lastSeen: string | null
}

// Archiving comes as `ignored` and `archived`; an assignment changes no state.
const stateOf: Record<ErrorIssueKind, ExternalState | null> = {
  error_issue_created: 'unresolved',
  error_issue_unresolved: 'unresolved',
  error_issue_assigned: null,
  error_issue_ignored: 'archived',
  error_issue_archived: 'archived',
  error_issue_resolved: 'resolved',
  error_issue_escalating: 'escalating',
  error_issue_regressed: 'regressed',
}

// Of one second: trouble that came back has the last word, so that nothing is believed to be over that is not.
const order: ErrorIssueKind[] = [
  'error_issue_created',
  'error_issue_assigned',
  'error_issue_ignored',
  'error_issue_archived',
  'error_issue_resolved',
  'error_issue_unresolved',
  'error_issue_escalating',
  'error_issue_regressed',
]
const precedence = (signal: ErrorIssueSignal) => order.indexOf(signal.kind)

/** Folds the issue signals of one error tracker's issue; null without any. */
export function foldExternalIssue(recorded: readonly Recorded<ErrorIssueSignal>[]): FoldedExternalIssue | null {
  const signals = inOrder(recorded, precedence)
  const [first] = signals
  if (!first) return null
  const folded: FoldedExternalIssue = {
    state: 'unresolved',
    since: first.occurredAt,
    resolvedInRelease: null,
    count: greatest(signals.map((signal) => signal.issue.count)),
    userCount: greatest(signals.map((signal) => signal.issue.userCount)),
    firstSeen: times(signals, 'firstSeen').at(0) ?? null,
    lastSeen: times(signals, 'lastSeen').at(-1) ?? null,
  }
  for (const signal of signals) enter(folded, signal)
  return folded
}

function enter(folded: FoldedExternalIssue, signal: ErrorIssueSignal): void {
  const state = stateOf[signal.kind]
  if (state === null) return
  if (state !== folded.state) folded.since = signal.occurredAt
  folded.state = state
  folded.resolvedInRelease = state === 'resolved' ? signal.resolvedInRelease : null
}

function times(signals: readonly ErrorIssueSignal[], field: 'firstSeen' | 'lastSeen'): string[] {
  return signals
    .map((signal) => signal.issue[field])
    .filter((time) => time !== null)
    .sort()
}

function greatest(counts: (number | null)[]): number | null {
  const known = counts.filter((count) => count !== null)
  return known.length > 0 ? Math.max(...known) : null
}
