// What this feature asks of the outside. The integrations implement it, system.ts chooses; every call is outside any transaction.
import type { TouchingCommit } from './domain/suspects.ts'
import type { KnownRepository } from './store/repositories.ts'

export interface ContainmentQuestion {
  repository: KnownRepository
  /** Credentials of the environment are the default workspace's only. */
  isDefaultWorkspace: boolean
  mergeSha: string
  deployedSha: string
}

export interface ContainmentAnswer {
  isAncestor?: boolean | null
  comparison?: 'ahead' | 'identical' | 'behind' | 'diverged' | null
}

/** Someone who knows the history of a repository; null when it cannot tell, and it throws when it does not answer. */
export interface ContainmentSource {
  ask(question: ContainmentQuestion): Promise<ContainmentAnswer | null>
}

export interface HistoryQuestion {
  repository: KnownRepository
  isDefaultWorkspace: boolean
  since: Date
  until: Date
}

/** Someone who knows what came to the default branch of a repository, and when; null when it cannot tell. */
export interface CommitHistory {
  read(question: HistoryQuestion, signal: AbortSignal): Promise<TouchingCommit[] | null>
}

export interface TrackedEvent {
  eventId: string
  occurredAt: string
  release: string | null
  environment: string | null
}

/** An issue of the error tracker; its organisation where a payload told it. */
export interface TrackedIssue {
  externalId: string
  organization: string | null
  project: string | null
}

export interface TrackerAnswer {
  /** The events of the issue in the span, newest first, as far as they were read. */
  events: TrackedEvent[]
  /** There are older ones in the span that were not read. */
  isTruncated: boolean
  /** Events of the whole project in that time; null where they could not be counted. */
  projectEvents: number | null
  /** Asking again may tell more. */
  isIncomplete: boolean
}

export interface ReleaseLookUp {
  release: string | null
  environment: string | null
  releaseCreatedAt: string | null
}

/** `isFinal`: asking again would bring the same. */
export type Asked<T> = { ok: true; value: T } | { ok: false; isFinal: boolean; sentence: string }

/** The API of the error tracker. */
export interface ErrorTracker {
  ask(issue: TrackedIssue, span: { since: Date; until: Date }, signal?: AbortSignal): Promise<Asked<TrackerAnswer>>
  /** Where one event happened; the newest one of the issue when none is named. */
  lookUp(issue: TrackedIssue, eventId: string | null, signal?: AbortSignal): Promise<Asked<ReleaseLookUp>>
  resolve(issue: TrackedIssue, signal?: AbortSignal): Promise<Asked<null>>
}

export interface FixPorts {
  /** Asked in this order until one can tell. */
  containment: readonly ContainmentSource[]
  /** Asked in this order until one can tell. */
  history: readonly CommitHistory[]
  tracker: ErrorTracker
}
