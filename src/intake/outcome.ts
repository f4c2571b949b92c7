// What a signal led to: the decision with its reason, and everything that was done.
import type { Applied, Effect } from '../fixes/applied.ts'

export interface Outcome {
  result: 'create' | 'attach' | 'reopen' | 'escalate' | 'record' | 'ignore'
  reason: string
  detail: string
  issueId: string | null
  effects: Effect[]
}

/** Nothing was done, and this is why. */
export function ignored(reason: string, detail: string, issueId: string | null = null): Outcome {
  return { result: 'ignore', reason, detail, issueId, effects: [] }
}

/** What a fact about code did. */
export function recorded({ reason, detail, issueId, effects }: Applied): Outcome {
  return { result: 'record', reason, detail, issueId, effects }
}

/** Of several signals of one delivery, the one that did most speaks for it. */
export function mainOutcome(outcomes: readonly Outcome[]): Outcome {
  const weight: Record<Outcome['result'], number> = { create: 5, reopen: 4, escalate: 3, attach: 2, record: 1, ignore: 0 }
  const [main = ignored('no_signal', 'The delivery carries nothing that concerns Dispatch.')] = [...outcomes].sort(
    (a, b) => weight[b.result] - weight[a.result],
  )
  return { ...main, effects: outcomes.flatMap((outcome) => outcome.effects) }
}
