// Where an attempt stands by all that happened to it, in the order in which it happened, however late any of it was told.
import type { ProductionDeployment, Run } from './deploy-chain.ts'
import type { WatchWindow } from './window.ts'

/** A time in which the merge ran, with the window that it began and when occurrences within that counted against it. */
export interface WatchedRun<D extends ProductionDeployment> extends Run<D> {
  window: WatchWindow
  recurrences: readonly string[]
}

export interface AttemptHistory<D extends ProductionDeployment> {
  /** In their order. */
  runs: readonly WatchedRun<D>[]
  /** When the merge was taken back; null while it was not. */
  revertedAt: string | null
  /** When the next fix of the issue landed; null while none did. */
  succeededAt: string | null
  recurrencesToFail: number
}

export interface Standing<D extends ProductionDeployment> {
  /** `watched`: it ran to the end of its window, or runs still, and nothing ended it: what that proves is the verdict's to say. */
  state: 'awaiting_deploy' | 'watched' | 'failed' | 'reverted' | 'superseded'
  /** When it ended; null while it has not. */
  at: string | null
  /** Where it runs, or ran when it ended. */
  run: WatchedRun<D> | null
}

type Ending = { state: 'failed' | 'reverted' | 'superseded'; at: string }

/** The first thing that ended it. What happened after the end of a quiet window changes nothing any more. */
export function foldStanding<D extends ProductionDeployment>(history: AttemptHistory<D>): Standing<D> {
  for (const run of history.runs) {
    const begin = run.deployments[0].deployedAt
    const before = firstEnding(history, begin)
    if (before) return { ...before, run: null }
    const isRolledBack = run.endedBy !== null && run.endedBy.deployedAt <= run.window.endsAt
    const until = isRolledBack && run.endedBy ? run.endedBy.deployedAt : run.window.endsAt
    const within = firstEnding(history, until, failedAt(run, until, history.recurrencesToFail))
    if (within) return { ...within, run }
    if (!isRolledBack) return { state: 'watched', at: null, run }
  }
  const ending = firstEnding(history, null)
  return ending ? { ...ending, run: null } : { state: 'awaiting_deploy', at: null, run: null }
}

/** Of one moment: what people did to the code says more than what it did. */
function firstEnding(
  { succeededAt, revertedAt }: Pick<AttemptHistory<never>, 'succeededAt' | 'revertedAt'>,
  until: string | null,
  failed: string | null = null,
): Ending | null {
  const endings = [
    { state: 'superseded' as const, at: succeededAt },
    { state: 'reverted' as const, at: revertedAt },
    { state: 'failed' as const, at: failed },
  ]
  const happened = endings.flatMap(({ state, at }) => (at !== null && (until === null || at <= until) ? [{ state, at }] : []))
  return happened.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))[0] ?? null
}

// One event may be told by two hooks, with the same time.
function failedAt({ recurrences }: { recurrences: readonly string[] }, until: string, count: number): string | null {
  const times = [...new Set(recurrences)].filter((at) => at <= until).sort()
  return times[count - 1] ?? null
}
