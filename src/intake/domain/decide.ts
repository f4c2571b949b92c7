// What a signal from an error tracker does to our issues: one decision with its reason.
import { type Category, isClosed } from '#src/issues/domain/category.ts'
import type { ErrorCommented, ErrorIssueSignal, ErrorOccurrence, ErrorSource, MetricAlert, Reason } from './signal.ts'

export type ErrorSignal = ErrorIssueSignal | ErrorOccurrence | MetricAlert | ErrorCommented

/** The issue that is linked to the signal's object, as it stands now. */
export interface LinkedIssue {
  identifier: string
  category: Category
  /** It was deleted; nothing is linked any more, but people may ask what became of it. */
  isDeleted: boolean
  /** Its newest fix was verified and has not been found broken since. */
  hasVerifiedFix: boolean
}

export interface ErrorFacts {
  signal: ErrorSignal
  linked: LinkedIssue | null
  /**
   * Whether this occurrence speaks against the verified fix; `fixes/domain/recurrence.ts` says so. False where there is none,
   * and while it is being looked up: what is found out then breaks the verdict by itself.
   */
  speaksAgainstFix: boolean
  policy: IntakePolicy
}

export interface IntakePolicy {
  /** An alert rule that fires for an untracked error files it: someone asked for exactly that. */
  createFromAlerts: boolean
  /** A canceled issue opens again when its error regresses or escalates. */
  reopenCanceled: boolean
}

export const defaultIntakePolicy: IntakePolicy = { createFromAlerts: true, reopenCanceled: false }

export type Decision =
  | { action: 'create'; reason: Reason; previously: string | null }
  /** `asOccurrence`: the error happened again; otherwise only its timeline grows. `silent`: nobody is told. */
  | { action: 'attach'; reason: Reason; asOccurrence: boolean; silent: boolean }
  | { action: 'reopen'; reason: Reason; breaksVerdict: boolean }
  | { action: 'escalate'; reason: Reason }
  | { action: 'ignore'; reason: Reason }

/** Decides what becomes of an error tracker's signal. */
export function decideError({ signal, linked, speaksAgainstFix, policy }: ErrorFacts): Decision {
  if (linked === null || linked.isDeleted) return decideUntracked(signal, linked, policy)
  switch (signal.kind) {
    case 'error_issue_regressed':
    case 'error_issue_escalating':
      return decideReturn(signal, linked, { speaksAgainstFix, policy })
    case 'error_occurrence':
      return speaksForItself(signal)
        ? decideAgain(linked, { speaksAgainstFix, policy })
        : decideOccurrence(linked, speaksAgainstFix)
    case 'error_commented':
      return note(
        'comment_noted',
        `${signal.actor ?? 'Somebody'} ${commented[signal.action]} in Sentry. That moves nothing here.`,
      )
    case 'error_issue_created':
      return linked.category === 'canceled'
        ? silently(linked)
        : note('already_tracked', `${linked.identifier} already tracks this error.`)
    case 'metric_alert':
      return note('metric_alert_noted', `Noted on ${linked.identifier}, which tracks this alert.`)
    default:
      return note(
        'state_noted',
        `Noted on ${linked.identifier}: ${states[signal.kind]} ${where[signal.source]}. That moves nothing here.`,
      )
  }
}

const where: Record<ErrorSource, string> = { sentry: 'in Sentry', loki: 'in Grafana', signal: 'by its sender' }

const commented = { created: 'commented', updated: 'changed a comment', deleted: 'deleted a comment' } as const

/** Alerting systems and senders of signals tell of no states but this: it happens. Nothing else would say that it came back. */
function speaksForItself({ via }: ErrorOccurrence): boolean {
  return via === 'alert' || via === 'signal'
}

const states = {
  error_issue_unresolved: 'unresolved by a person',
  error_issue_resolved: 'resolved',
  error_issue_archived: 'archived',
  error_issue_ignored: 'ignored',
  error_issue_assigned: 'assigned',
} as const

function decideUntracked(signal: ErrorSignal, deleted: LinkedIssue | null, policy: IntakePolicy): Decision {
  const why = reasonToFile(signal, policy)
  if (!why) return ignore(...reasonToIgnore(signal))
  if (!deleted) return { action: 'create', reason: why, previously: null }
  const sentence = `${why.sentence} ${deleted.identifier}, which tracked it, was deleted, so this is a new issue.`
  return { action: 'create', reason: { code: 'previously_deleted', sentence }, previously: deleted.identifier }
}

function reasonToFile(signal: ErrorSignal, policy: IntakePolicy): Reason | null {
  switch (signal.kind) {
    case 'error_issue_created':
      return { code: 'new_error', sentence: 'A new error, tracked by no issue yet.' }
    case 'error_issue_regressed':
      return { code: 'untracked_regression', sentence: 'A resolved error came back, and no issue tracks it.' }
    case 'error_issue_escalating':
      return { code: 'untracked_escalation', sentence: 'An error happens much more often than before, and no issue tracks it.' }
    case 'error_occurrence':
      if (signal.via === 'alert') return { code: 'alert_fired', sentence: 'An alert fires, and no issue tracks it.' }
      if (signal.via === 'signal') return { code: 'new_error', sentence: 'A new error, tracked by no issue yet.' }
      if (signal.via !== 'event_alert' || !policy.createFromAlerts) return null
      return {
        code: 'alert_rule_fired',
        sentence: `The alert rule “${signal.rule ?? 'unnamed'}” fired for an error that no issue tracks.`,
      }
    default:
      return null
  }
}

function reasonToIgnore(signal: ErrorSignal): [string, string] {
  if (signal.kind === 'error_occurrence')
    return ['not_tracked', 'No issue tracks this error; it is filed when Sentry says that it is new or came back.']
  if (signal.kind === 'metric_alert')
    return ['metric_alert_untracked', 'A metric alert is about no single error, and no issue tracks it.']
  if (signal.kind === 'error_commented') return ['not_tracked', 'No issue tracks the error that was commented on.']
  return ['not_tracked', 'No issue tracks this error, and this change of its state does not file one.']
}

function decideReturn(
  signal: ErrorIssueSignal,
  linked: LinkedIssue,
  { speaksAgainstFix, policy }: Pick<ErrorFacts, 'speaksAgainstFix' | 'policy'>,
): Decision {
  const regressed = signal.kind === 'error_issue_regressed'
  if (linked.category === 'canceled' && !policy.reopenCanceled) return silently(linked)
  // Sentry calls it a regression whatever release it happened in: an old one says nothing about the fix.
  if (linked.category === 'done' && linked.hasVerifiedFix && !speaksAgainstFix)
    return count(
      'fix_stays_verified',
      `The error of ${linked.identifier} ${regressed ? 'regressed' : 'escalates'} in Sentry. Its fix stays verified, unless it is found out that it happened where the fix runs.`,
    )
  if (isClosed(linked.category)) return decideReopen(linked, regressed ? 'regressed' : 'escalates')
  if (!regressed)
    return {
      action: 'escalate',
      reason: reason('escalating', `The error of ${linked.identifier} happens much more often than before.`),
    }
  return count('regressed_while_open', `The error of ${linked.identifier} came back while the issue is open.`)
}

function decideReopen(linked: LinkedIssue, how: 'regressed' | 'escalates' | 'happened again'): Decision {
  if (linked.category === 'done' && linked.hasVerifiedFix) {
    const sentence = `The fix of ${linked.identifier} had been verified, and the error ${how}: the verdict is broken.`
    return { action: 'reopen', reason: reason('verified_fix_broken', sentence), breaksVerdict: true }
  }
  const code = how === 'escalates' ? 'escalated_after_close' : 'regressed_after_close'
  return {
    action: 'reopen',
    reason: reason(code, `${linked.identifier} was closed, and its error ${how}.`),
    breaksVerdict: false,
  }
}

function decideOccurrence(linked: LinkedIssue, speaksAgainstFix: boolean): Decision {
  if (linked.category === 'canceled') return silently(linked)
  if (linked.category === 'done' && linked.hasVerifiedFix && speaksAgainstFix) return decideReopen(linked, 'happened again')
  if (linked.category === 'done')
    return count('occurred_after_close', `${linked.identifier} is closed; the occurrence is counted.`)
  return count('occurrence_counted', `Counted on ${linked.identifier}.`)
}

/** As for a regression, except that nobody but Dispatch has compared it with what was before. */
function decideAgain(
  linked: LinkedIssue,
  { speaksAgainstFix, policy }: Pick<ErrorFacts, 'speaksAgainstFix' | 'policy'>,
): Decision {
  if (linked.category === 'canceled' && !policy.reopenCanceled) return silently(linked)
  if (linked.category === 'done' && linked.hasVerifiedFix && !speaksAgainstFix)
    return count(
      'fix_stays_verified',
      `The error of ${linked.identifier} happened again. Its fix stays verified, unless it is found out that it happened where the fix runs.`,
    )
  if (isClosed(linked.category)) return decideReopen(linked, 'happened again')
  return count('occurrence_counted', `Counted on ${linked.identifier}.`)
}

function silently(linked: LinkedIssue): Decision {
  const sentence = `${linked.identifier} was canceled: the error is counted, and nothing is reopened.`
  return { action: 'attach', reason: reason('canceled_stays_closed', sentence), asOccurrence: true, silent: true }
}

function note(code: string, sentence: string): Decision {
  return { action: 'attach', reason: reason(code, sentence), asOccurrence: false, silent: false }
}

function count(code: string, sentence: string): Decision {
  return { action: 'attach', reason: reason(code, sentence), asOccurrence: true, silent: false }
}

function ignore(code: string, sentence: string): Decision {
  return { action: 'ignore', reason: reason(code, sentence) }
}

function reason(code: string, sentence: string): Reason {
  return { code, sentence }
}
