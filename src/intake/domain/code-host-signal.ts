// What a code host says besides pull requests, pushes and deployments: reviews, comments, checks, its own issues, and who may use the App.
import type { RepositoryRef, SignalBase } from './signal.ts'

/** Who wrote something at the code host. */
export interface HostAuthor {
  login: string
  isBot: boolean
  /** GitHub's word: OWNER, MEMBER, COLLABORATOR, CONTRIBUTOR, NONE … */
  association: string
  /** A person with rights in the repository. Words of anyone else stay at the code host: nobody here, least of all an agent, reads them. */
  isTrusted: boolean
}

export type ReviewVerdict = 'approved' | 'changes_requested' | 'commented' | 'dismissed'

/** Somebody reviewed a pull request, or wrote about it or about an issue. */
export interface FeedbackGiven extends SignalBase {
  kind: 'feedback_given'
  source: 'github'
  on: 'pull_request' | 'issue'
  via: 'review' | 'review_comment' | 'comment'
  repository: RepositoryRef
  number: number
  /** Of a review; null for plain comments. */
  verdict: ReviewVerdict | null
  author: HostAuthor
  /** The beginning of what was written, on one line; null when the author is not trusted, or wrote nothing. */
  excerpt: string | null
  url: string | null
}

/** All checks of one app on one commit, as they stand. */
export interface ChecksReported extends SignalBase {
  kind: 'checks_reported'
  source: 'github'
  repository: RepositoryRef
  suiteId: string
  app: string
  headSha: string
  /** Null: they were cancelled or are out of date, which says nothing about the code. */
  state: 'pending' | 'success' | 'failure' | null
}

/** An issue at the code host as it is after the delivery's action. */
export interface HostedIssueChanged extends SignalBase {
  kind: 'hosted_issue_changed'
  source: 'github'
  repository: RepositoryRef
  number: number
  action: string
  state: 'open' | 'closed'
  title: string
  /** Markdown, cleaned of personal data. */
  body: string
  labels: string[]
  author: HostAuthor
  url: string | null
}

/** The App was given or has lost repositories. */
export interface InstallationChanged extends SignalBase {
  kind: 'installation_changed'
  source: 'github'
  installationId: string
  account: string
  action: string
  added: string[]
  removed: string[]
}

export type CodeHostSignal = FeedbackGiven | ChecksReported | HostedIssueChanged | InstallationChanged
