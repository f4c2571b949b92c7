// A pull request as all its deliveries together tell it.
import { inOrder, type Recorded } from './fold.ts'
import type { PullRequestChanged, PullRequestState } from './signal.ts'

export interface PullChange {
  state: PullRequestState
  at: string
}

export interface FoldedPull {
  /** The last word: title, branches, labels and so on as of then. */
  latest: PullRequestChanged
  state: PullRequestState
  mergeCommitSha: string | null
  mergedAt: string | null
  /** Each change of state with its time, oldest first; edits that change no state are left out. */
  changes: PullChange[]
}

// Of one second: a reopening ends a closing, and a merge ends everything.
const stateOrder: Record<PullRequestState, number> = { draft: 0, open: 1, closed: 2, merged: 4 }
const precedence = (signal: PullRequestChanged) => (signal.action === 'reopened' ? 3 : stateOrder[signal.state])

/** Folds the signals of one pull request; null without any. Merged is final, whatever is said later. */
export function foldPullRequest(recorded: readonly Recorded<PullRequestChanged>[]): FoldedPull | null {
  const signals = inOrder(recorded, precedence)
  const latest = signals.at(-1)
  if (!latest) return null
  const merge = signals.find((signal) => signal.state === 'merged')
  return {
    latest,
    state: merge ? 'merged' : latest.state,
    mergeCommitSha: merge?.mergeCommitSha ?? null,
    mergedAt: merge?.mergedAt ?? null,
    changes: changesOf(signals),
  }
}

function changesOf(signals: readonly PullRequestChanged[]): PullChange[] {
  const changes: PullChange[] = []
  for (const signal of signals) {
    const last = changes.at(-1)
    if (last?.state === 'merged') break
    if (last?.state !== signal.state) changes.push({ state: signal.state, at: signal.mergedAt ?? signal.occurredAt })
  }
  return changes
}
