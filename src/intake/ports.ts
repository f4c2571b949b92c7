// What this feature asks of the outside. The integrations implement it, system.ts chooses; every call is outside any transaction.
import type { Asked, TrackedIssue } from '../fixes/ports.ts'
import type { ErrorIssue, ErrorIssueSignal, PullRequestChanged, Signal } from './domain/signal.ts'
import type { Vendor } from './vendor.ts'

/** What the error tracker's API knows beyond its hooks. */
export interface Enrichment {
  issue: ErrorIssue
  /** The newest event, if there is one. */
  event: {
    eventId: string
    occurredAt: string
    release: string | null
    environment: string | null
    /** When the release was made, if the tracker knows. */
    releasedAt: string | null
    /** Where the application's own calls stand, the newest first, as the event says it. */
    frames: string[]
  } | null
}

export interface ErrorTrackerDetail {
  /** An issue with the stack trace, release and environment of its newest event; in the last try without them, if need be. */
  enrich(issue: TrackedIssue, how: { signal?: AbortSignal; isLastTry: boolean }): Promise<Asked<Enrichment>>
  /** Unresolved issues that were first seen since a time, as hooks would have told them; the settings are the connection's. */
  findNew(asked: { since: Date; settings: unknown }, signal?: AbortSignal): Promise<Asked<ErrorIssueSignal[]>>
  /** The issue as it stands now, as a hook would have told it. */
  poll(issue: TrackedIssue, now: Date, signal?: AbortSignal): Promise<Asked<Signal[]>>
}

export interface CodeHost {
  /** The pull request as it stands now, as a webhook would have told it; null when it does not know it. */
  pollPull(repository: string, number: number): Promise<PullRequestChanged | null>
  /** The newest successful deployments of a repository, as webhooks would have told them. */
  pollDeployments(repository: string): Promise<Signal[]>
  /** The commit that a tag names; null when there is no such tag. */
  commitOfTag(repository: string, tag: string): Promise<string | null>
  /** What happened in a repository since the last look; without one, only where to begin. */
  lookAround(asked: LookedAt, since: LookPosition | null): Promise<LookResult>
  /** Deliveries to us of which no try has arrived. */
  failedDeliveries(asked: FailedDeliveriesAsked): Promise<FailedDelivery[]>
}

export interface LookedAt {
  fullName: string
  defaultBranch: string
  /** Of the host's issues that are wanted here; empty: none is. */
  issueLabel: string
  /** ISO 8601. */
  now: string
}

/** How far looks at a repository have come; times are ISO 8601. */
export interface LookPosition {
  pullsUntil: string | null
  headSha: string | null
  lookedAt: string
}

export interface LookResult extends Omit<LookPosition, 'lookedAt'> {
  signals: Signal[]
}

export interface FailedDeliveriesAsked {
  /** `owner/name` of those whose own hooks may be ours. */
  repositories: readonly string[]
  /** Where this installation is reached: other hooks are none of our business. */
  origin: string
  since: Date
}

export interface FailedDelivery {
  /** What a delivery of it says in `X-GitHub-Delivery`. */
  guid: string
  /** False when the host refuses. */
  redeliver(): Promise<boolean>
}

export interface IntakePorts {
  vendors: readonly Vendor[]
  tracker: ErrorTrackerDetail
  /** Null without a token. */
  codeHost: CodeHost | null
}
