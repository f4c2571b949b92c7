// A signal: what one vendor's delivery means, in our own words. Everything after the parsers speaks only of signals.
import type { Priority } from '#src/issues/domain/category.ts'
import type { CodeHostSignal } from './code-host-signal.ts'

/** A machine-readable code with one sentence that a person can read. */
export interface Reason {
  code: string
  sentence: string
}

/** A stored delivery as the parsers see it: lower-cased header names, the parsed body, when we received it (ISO 8601 UTC). */
export interface Envelope {
  headers: Readonly<Record<string, string | undefined>>
  json: unknown
  receivedAt: string
}

/**
 * The outcome of parsing a delivery: the signals it carries, a reason why it carries none,
 * or a reason why it cannot be read (such a delivery belongs in the dead letters).
 */
export type Parsed = { signals: Signal[] } | { ignored: Reason } | { malformed: Reason }

/** What all signals have. */
export interface SignalBase {
  source: SignalSource
  /** The object whose state the signal changes; a fold runs over all signals of one object key. */
  objectKey: string
  /** When it happened at the vendor, ISO 8601 UTC with milliseconds: sorts as text. */
  occurredAt: string
  /** The vendor's own version of the object (a pull request's `updated_at`, a Sentry issue's `lastSeen#count`), if it has one. */
  vendorVersion: string | null
  /** Equal for two deliveries that say the same; a second one has no effect. */
  occurrenceKey: string
}

/** Who reports production errors: `loki` is Grafana's alerting, `signal` any sender of signed signals. */
export type ErrorSource = 'sentry' | 'loki' | 'signal'

export type SignalSource = ErrorSource | 'github' | 'api'

export type Signal =
  | ErrorIssueSignal
  | ErrorOccurrence
  | AlertGap
  | MetricAlert
  | ErrorCommented
  | TrackerInstallationChanged
  | PullRequestChanged
  | PushRecorded
  | DeploymentSucceeded
  | DeploymentOther
  | CodeHostSignal
  | Ping

export type ErrorIssueKind =
  | 'error_issue_created'
  | 'error_issue_regressed'
  | 'error_issue_escalating'
  | 'error_issue_unresolved'
  | 'error_issue_resolved'
  | 'error_issue_archived'
  | 'error_issue_ignored'
  | 'error_issue_assigned'

/** What an error tracker says about its own issue. Texts are cleaned of control characters and personal data, and capped. */
export interface ErrorIssue {
  externalId: string
  shortId: string | null
  /** The organisation at the vendor, which its API needs to find the issue; null where the payload does not tell. */
  organizationSlug: string | null
  projectSlug: string
  /** `[project] message`, ready to be our issue's title. */
  title: string
  message: string
  errorType: string | null
  culprit: string | null
  level: string | null
  platform: string | null
  priority: Priority
  /** Labels that the filed issue gets, the vendor's name first. */
  labels: string[]
  /** Markdown, ready to be our issue's description. */
  description: string
  count: number | null
  userCount: number | null
  firstSeen: string | null
  lastSeen: string | null
  url: string | null
}

/** The error tracker's issue came into being or changed its state. */
export interface ErrorIssueSignal extends SignalBase {
  kind: ErrorIssueKind
  source: ErrorSource
  issue: ErrorIssue
  /** Which of several alerts of one issue changed; only alerting systems have such. */
  instance?: string
  /** The rule that the alert is of, whatever it is about; only alerting systems have such. */
  ruleKey?: string
  /** The vendor's word for the finer state, such as `regressed` or `archived_until_escalating`. */
  substatus: string | null
  /** Who caused it at the vendor, as a display name without personal data; null if the vendor itself did. */
  actor: string | null
  /** "Resolved in release": events of older releases do not count any more. */
  resolvedInRelease: string | null
}

/**
 * One event of an error, as sent by per-event hooks and alert rules, or read from the vendor's API.
 * `alert`: an alert began to fire, `signal`: a sender of signals told of it; both file an issue by themselves.
 */
export interface ErrorOccurrence extends SignalBase {
  kind: 'error_occurrence'
  source: ErrorSource
  via: 'error' | 'event_alert' | 'api' | 'alert' | 'signal'
  eventId: string
  /** Which of several alerts of one issue fires; only alerting systems have such. */
  instance?: string
  ruleKey?: string
  /** What else people must know of this delivery, in a sentence. */
  remark?: string
  release: string | null
  environment: string | null
  issue: ErrorIssue
  /** The alert rule that fired, for `event_alert`. */
  rule: string | null
  /** The word of a sender that tells of states, not of occurrences: until it says that it is over, it goes on. */
  state?: string
}

/**
 * An alerting system tells that it does not tell all: a rule cannot be evaluated, until it can again, or a notification
 * does not carry all its alerts. It files and counts nothing, but silence meanwhile proves nothing either.
 */
export interface AlertGap extends SignalBase {
  kind: 'alert_rule_blind' | 'alert_rule_sighted' | 'alerts_cut'
  source: 'loki'
  instance: string
  /** In a sentence, why it does nothing else. */
  detail: string
}

/** A metric alert rule changed its state; it is about projects, not about one issue. */
export interface MetricAlert extends SignalBase {
  kind: 'metric_alert'
  source: 'sentry'
  state: 'critical' | 'warning' | 'resolved'
  externalId: string
  title: string
  detail: string
  projectSlugs: string[]
  environment: string | null
  url: string | null
}

/** Somebody wrote, changed or deleted a comment on the error tracker's issue. */
export interface ErrorCommented extends SignalBase {
  kind: 'error_commented'
  source: 'sentry'
  action: 'created' | 'updated' | 'deleted'
  externalId: string
  /** A display name without personal data. */
  actor: string | null
  /** On one line, cleaned; empty once deleted. */
  text: string
}

/** The integration was installed in, or removed from, an organisation of the vendor. */
export interface TrackerInstallationChanged extends SignalBase {
  kind: 'tracker_installation_changed'
  source: 'sentry'
  action: 'created' | 'deleted'
  organization: string | null
}

export type PullRequestState = 'open' | 'draft' | 'closed' | 'merged'

export interface RepositoryRef {
  id: number
  /** `owner/name` as the vendor spells it. */
  fullName: string
}

/** A pull request as it is after the delivery's action. */
export interface PullRequestChanged extends SignalBase {
  kind: 'pull_request_changed'
  source: 'github'
  action: string
  repository: RepositoryRef & { defaultBranch: string; isPrivate: boolean }
  number: number
  state: PullRequestState
  title: string
  body: string
  headRef: string
  headSha: string
  /** Null when the fork has been deleted. */
  headRepository: RepositoryRef | null
  baseRef: string
  baseSha: string
  /** The merge commit once merged; null before (GitHub's test merge is no merge). */
  mergeCommitSha: string | null
  mergedAt: string | null
  updatedAt: string
  author: string
  authorIsBot: boolean
  /** GitHub's word: OWNER, MEMBER, COLLABORATOR, CONTRIBUTOR, FIRST_TIME_CONTRIBUTOR, NONE … */
  authorAssociation: string
  labels: string[]
  url: string
}

export interface PushedCommit {
  sha: string
  message: string
}

/** One ref moved. */
export interface PushRecorded extends SignalBase {
  kind: 'push_recorded'
  source: 'github'
  repository: RepositoryRef & { defaultBranch: string }
  /** The full name, `refs/heads/main`. */
  ref: string
  /** Null when the ref was created by this push. */
  before: string | null
  /** Null when the ref was deleted by this push. */
  after: string | null
  forced: boolean
  commits: PushedCommit[]
  toDefaultBranch: boolean
}

interface DeploymentBase extends SignalBase {
  source: 'github' | 'api'
  via: 'deployment_status' | 'workflow_run' | 'release' | 'api'
  repository: { id: number | null; fullName: string; defaultBranch: string | null }
  /** Null for a release whose tag has not been resolved to a commit yet. */
  sha: string | null
  /** The vendor's id of the deployment, run or release. */
  vendorId: string
  /** Null where the vendor names none (workflow runs, releases). */
  environment: string | null
  isTransient: boolean | null
  isProduction: boolean | null
  /** The branch or tag that was deployed, without `refs/…/`. */
  ref: string | null
  /** Where the deployed code comes from; differs from the repository for a fork. Null where the vendor does not say. */
  headRepositoryId: number | null
  workflowName: string | null
  /** What triggered the workflow: push, schedule, pull_request … */
  workflowEvent: string | null
  url: string | null
}

/** Something was deployed; whether it was production is `fixes/domain/production.ts`'s to say. */
export interface DeploymentSucceeded extends DeploymentBase {
  kind: 'deployment_succeeded'
  deployedAt: string
  /** Commits that the caller lists as contained; only `POST /api/deployments` does. */
  commits: string[]
}

/** A deployment or workflow run in any other state: timeline and diagnosis only. */
export interface DeploymentOther extends DeploymentBase {
  kind: 'deployment_other'
  state: string
}

/** The vendor asks whether we listen. */
export interface Ping extends SignalBase {
  kind: 'ping'
  source: 'github'
  hookId: string | null
  /** The repository that the hook belongs to; null for an organisation's hook. */
  repositoryFullName: string | null
}
