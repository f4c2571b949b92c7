// What the end of a run means for its issue: where it goes, what a person is asked, and whether a branch is to be pushed.
import type { RunEnd } from './outcome.ts'
import { endsInBranch, type RunKind } from './run-state.ts'

export interface EndedRun {
  kind: RunKind
  end: RunEnd
  commits: number
  /** The branch has work to publish, of this run or an earlier one. */
  ahead: boolean
  postedPlan: boolean
  /** The same work is tried again by itself. */
  retried: boolean
  /** What the agent said, for the sentence on the card. */
  summary: string | null
  question: string | null
}

export interface Aftermath {
  moveTo: 'needs_review' | null
  /** What a person is asked to look at; null if nothing. */
  attention: string | null
  push: 'pending' | 'nothing' | null
  activity: { kind: 'result' | 'error' | 'blocked' | 'question'; summary: string } | null
}

const ATTENTION_MAX = 300

/** A failed run leaves the issue where it is; only what needs a person's answer moves it. */
export function decideAftermath(run: EndedRun): Aftermath {
  const { end, kind } = run
  const push = endsInBranch(kind) ? 'nothing' : null
  if (end.reason !== 'succeeded') return afterFailure(run, push)
  switch (end.outcome) {
    case 'needs_decision':
      return asksPerson('question', `The agent asks: ${run.question ?? run.summary ?? 'see its report'}`, push)
    case 'blocked':
      return asksPerson('blocked', `The agent is blocked: ${run.question ?? run.summary ?? 'see its report'}`, push)
    case 'no_changes_needed':
      return asksPerson('result', `The agent found nothing to change. ${run.summary ?? ''}`.trim(), push)
    default:
      return {
        moveTo: null,
        attention: null,
        push: endsInBranch(kind) && run.ahead ? 'pending' : push,
        activity: { kind: 'result', summary: run.summary ?? successText(run) },
      }
  }
}

function afterFailure({ end, retried }: EndedRun, push: Aftermath['push']): Aftermath {
  const words = `run ${end.reason.replaceAll('_', ' ')}${end.detail ? `: ${end.detail}` : ''}`
  const shown = end.reason === 'canceled' ? null : words.slice(0, ATTENTION_MAX)
  return {
    moveTo: null,
    attention: retried ? null : shown,
    push,
    activity: { kind: 'error', summary: retried ? `${words} (it is tried again)` : words },
  }
}

function asksPerson(kind: 'question' | 'blocked' | 'result', text: string, push: Aftermath['push']): Aftermath {
  return { moveTo: 'needs_review', attention: text.slice(0, ATTENTION_MAX), push, activity: { kind, summary: text } }
}

function successText({ kind, commits, postedPlan }: EndedRun): string {
  if (postedPlan) return 'posted a plan'
  return endsInBranch(kind) ? `finished with ${commits} commit${commits === 1 ? '' : 's'}` : 'finished'
}
