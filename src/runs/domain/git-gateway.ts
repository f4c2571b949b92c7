// The platform's own hands on repositories: mirrors, probes and pushes, never inside an agent's clone.
import type { CommitFact, CommitTrail, DiffSummary } from './diff.ts'

export interface GitCredential {
  username: string
  password: string
}

/** A repository and how the platform (never an agent) reaches it. */
export interface RepositoryAccess {
  id: string
  gitUrl: string
  defaultBranch: string
  /** Handed to git through its environment only; asked for when git needs it where it does not last. Rejects with Upstream. */
  credential: GitCredential | (() => Promise<GitCredential | null>) | null
  /** Paths and file: URLs; only repositories that an admin added. */
  allowLocal: boolean
}

export type ProbeResult =
  | { ok: true; defaultBranch: string; headSha: string; branches: number }
  | { ok: false; code: 'unreachable' | 'refused_url' | 'no_such_branch' | 'empty'; detail: string }

export type PushResult =
  | { ok: true; headSha: string; created: boolean }
  | { ok: false; code: 'not_fast_forward' | 'rejected' | 'unreachable' | 'unknown_commit'; detail: string }

/** A commit as it came to a branch. */
export interface DatedCommit {
  sha: string
  subject: string
  /** ISO 8601 UTC. */
  committedAt: string
  /** What it changed, as paths of the repository. */
  files: string[]
}

/** Reads and pushes through the repository's mirror; fetches first where freshness matters. */
export interface GitGateway {
  probe(repository: Omit<RepositoryAccess, 'id'>): Promise<ProbeResult>
  /** Brings the mirror up to date and returns the tip of a branch, null if there is none. */
  branchTip(repository: RepositoryAccess, branch: string): Promise<string | null>
  /** The same, for many who ask at once: what was fetched in the last half minute is recent enough. */
  recentTip(repository: RepositoryAccess, branch: string): Promise<string | null>
  /** True or false when both commits are known to the mirror, else null. */
  isAncestor(repository: RepositoryAccess, ancestor: string, descendant: string): Promise<boolean | null>
  inspectDiff(repository: RepositoryAccess, baseSha: string, headSha: string): Promise<DiffSummary>
  /** The same change commit by commit, with messages; bounded, and it says so. */
  inspectCommits(repository: RepositoryAccess, baseSha: string, headSha: string): Promise<CommitTrail>
  diffText(repository: RepositoryAccess, baseSha: string, headSha: string): Promise<{ text: string; truncated: boolean }>
  commitsBetween(repository: RepositoryAccess, baseSha: string, headSha: string): Promise<CommitFact[]>
  /** What came to the default branch within a span of time, newest first and bounded; null while there is no mirror. */
  recentCommits(
    repository: RepositoryAccess,
    span: { since: Date; until: Date; signal?: AbortSignal | undefined },
  ): Promise<DatedCommit[] | null>
  /** Text of a file at a commit, at most 64 KiB; null if there is none. */
  readFile(repository: RepositoryAccess, sha: string, path: string): Promise<string | null>
  /** Removes the kept results of spent runs from a mirror, and what no ref holds any more; returns how many results. */
  tidy(repositoryId: string, spentAmong: (runIds: string[]) => Promise<string[]>): Promise<number>
  /** Fast-forward only; never forces, never deletes. */
  pushBranch(repository: RepositoryAccess, branch: string, headSha: string): Promise<PushResult>
}
