// What an error tracker says takes effect: files, attaches, reopens or escalates an issue, as decided.
import type { Policy } from '../access/domain/policy.ts'
import { type NewOccurrence, recordOccurrence } from '../fixes/record-recurrence.ts'
import type { Tx } from '../platform/context.ts'
import type { Origin } from './apply-signal.ts'
import { askAgainIfEnough } from './ask-again-if-enough.ts'
import { type ActingDecision, carryOut } from './carry-out.ts'
import { decideError, defaultIntakePolicy, type ErrorSignal, type IntakePolicy } from './domain/decide.ts'
import { type Occurrence, occurrenceOf } from './domain/occurrence.ts'
import type { ErrorIssueSignal, ErrorOccurrence } from './domain/signal.ts'
import { fileIssue } from './file-issue.ts'
import { mayBeFreed, policyOf } from './once-a-transaction.ts'
import { ignored, type Outcome } from './outcome.ts'
import { refreshExternalState } from './refresh-external-state.ts'
import { findDeletedTracker, type LinkedIssueRow, lockLinkedIssue } from './store/linked-issues.ts'

export async function acceptError(tx: Tx, signal: ErrorSignal, origin: Origin): Promise<Outcome> {
  const key = { workspaceId: tx.workspaceId, source: signal.source, externalId: externalIdOf(signal) }
  const linked = await lockLinkedIssue(tx.db, key)
  const occurrence = linked ? occurrenceOf(signal) : null
  const judged = linked && occurrence ? await recordAgain(tx, linked, { occurrence, origin }) : null
  const policy = await policyOf(tx)
  const decision = decideError({
    signal,
    linked: linked ? { ...linked, hasVerifiedFix: linked.has_verified_fix, isDeleted: false } : await deletedTracker(tx, key),
    speaksAgainstFix: judged?.hasVerdict ?? false,
    policy: toIntakePolicy(policy),
  })
  if (decision.action === 'ignore') return ignored(decision.reason.code, decision.reason.sentence)
  if (decision.action === 'create') return isAboutError(signal) ? fileIssue(tx, signal, { decision, origin, policy }) : notFiled()
  if (!linked) throw new Error(`${decision.action} was decided without an issue`)
  if (isAboutError(signal))
    await refreshExternalState(tx, linked.external_id, { signal, isNewOccurrence: judged?.isNew ?? false })
  await askAgainIfEnough(tx, linked.issue_id, policy)
  // A verdict may have moved it a moment ago.
  const current = judged?.hasVerdict ? ((await lockLinkedIssue(tx.db, key)) ?? linked) : linked
  return carryOut(tx, current, {
    signal,
    decision: onlyOnce(linked, origin, forward(signal, linked, decision)),
    judged,
    policy,
    origin,
  })
}

export function toIntakePolicy(policy: Policy): IntakePolicy {
  return { ...defaultIntakePolicy, reopenCanceled: policy.reopen_canceled_on_regression }
}

/** It describes the error itself, so that an issue can be filed from it. */
function isAboutError(signal: ErrorSignal): signal is ErrorIssueSignal | ErrorOccurrence {
  return 'issue' in signal
}

/** An incident of a metric alert rule is linked under its own kind of id. */
function externalIdOf(signal: ErrorSignal): string {
  if (isAboutError(signal)) return signal.issue.externalId
  return signal.kind === 'metric_alert' ? `metric_alert:${signal.externalId}` : signal.externalId
}

function recordAgain(tx: Tx, linked: LinkedIssueRow, { occurrence, origin }: { occurrence: Occurrence; origin: Origin }) {
  return recordOccurrence(tx, toRecord(occurrence, linked, origin))
}

/** An occurrence of an error that an issue tracks, as it is kept. */
export function toRecord(occurrence: Occurrence, linked: LinkedIssueRow, origin: Origin): NewOccurrence {
  const { key, occurredAt, release, environment, channel } = occurrence
  const about = { externalIssueId: linked.external_id, issueId: linked.issue_id, deliveryId: origin.deliveryId }
  return { ...about, key, occurredAt, release, environment, channel }
}

/** Of the issue that tracked it until it was deleted. */
export async function deletedTracker(tx: Tx, key: Parameters<typeof findDeletedTracker>[1]) {
  const identifier = (await mayBeFreed(tx)) ? await findDeletedTracker(tx.db, key) : undefined
  return identifier ? { identifier, category: 'canceled' as const, isDeleted: true, hasVerifiedFix: false } : null
}

/** What happened before the issue was closed does not open it again: late evidence is counted, and judged by the fix's own window. */
export function forward(signal: ErrorSignal, linked: LinkedIssueRow, decision: ActingDecision): ActingDecision {
  const isLate = linked.closed_at !== null && signal.occurredAt < linked.closed_at.toISOString()
  if (decision.action !== 'reopen' || !isLate) return decision
  const sentence = `It happened before ${linked.identifier} was closed and was told only now: by itself it does not open the issue; a fix of that time is judged by it.`
  return { action: 'attach', reason: { code: 'late_evidence', sentence }, asOccurrence: true, silent: false }
}

/** Whoever asks hears the same state each time; only the change to it is an escalation, or a regression. */
function onlyOnce(linked: LinkedIssueRow, origin: Origin, decision: ActingDecision): ActingDecision {
  const isKnownRegression = origin.deliveryId === null && linked.external_state === 'regressed'
  if (decision.action === 'attach' && decision.reason.code === 'regressed_while_open' && isKnownRegression)
    return { ...decision, silent: true }
  if (decision.action !== 'escalate' || origin.deliveryId !== null || linked.external_state !== 'escalating') return decision
  const sentence = `The error of ${linked.identifier} is known to happen much more often than before.`
  return { action: 'attach', reason: { code: 'already_escalating', sentence }, asOccurrence: true, silent: true }
}

function notFiled(): Outcome {
  return ignored('metric_alert_untracked', 'A metric alert is about no single error, so it files no issue.')
}
