// How a run ended: who stopped it, then what the agent declared, then its result and exit, and then git has the last word.
import type { StopReason } from './agent-adapter.ts'
import type { ExecutionFailureCode } from './executor.ts'
import { endsInBranch, type Outcome, type RunKind, type RunReason } from './run-state.ts'

/** Failures that only whoever knows the reports and the commits can see. */
export type FinishFailureCode =
  | ExecutionFailureCode
  | 'declared_failed'
  | 'uncommitted_work'
  | 'contradictory_report'
  | 'no_plan'
  | 'lost'

export interface EndFacts {
  kind: RunKind
  stoppedBy: StopReason | null
  /** What the agent declared through its tools; null if nothing. */
  declared: Outcome | null
  /** This run posted a plan. */
  postedPlan: boolean
  /** How the process ended by its result and exit; null means well. */
  failureCode: ExecutionFailureCode | null
  detail: string
  /** What git says; null if nobody could ask it. `ahead`: the branch has work of this run or an earlier one. */
  git: { commits: number; ahead: boolean; cleanTree: boolean } | null
  /** The agent's session can be continued. */
  resumable: boolean
  /** It was already asked once to report, or to commit or discard. */
  askedToReport: boolean
}

export interface RunEnd {
  reason: RunReason
  outcome: Outcome | null
  failureCode: FinishFailureCode | null
  detail: string
}

export type EndDecision = { next: 'finish'; end: RunEnd } | { next: 'ask_to_report' }

/** Decides how a run ended, or that the agent is asked once more to report what it did. */
export function decideEnd(facts: EndFacts): EndDecision {
  if (facts.stoppedBy) return finish(endedBy(facts.stoppedBy), facts.declared, facts.stoppedBy, facts.detail)
  const outcome = declaredOutcome(facts)
  if (outcome) return judgeDeclared(outcome, facts)
  if (facts.failureCode) return finish(endedBy(facts.failureCode), null, facts.failureCode, facts.detail)
  return askOrFail(facts, 'ended_without_report', 'The agent ended without saying what came of it.')
}

/** A posted plan is the report of an investigation, whether or not the agent took leave properly. */
function declaredOutcome({ declared, postedPlan, kind }: EndFacts): Outcome | null {
  return declared ?? (postedPlan && kind === 'investigate' ? 'investigation_complete' : null)
}

function judgeDeclared(outcome: Outcome, facts: EndFacts): EndDecision {
  if (outcome === 'failed') return finish('failed', outcome, 'declared_failed', 'The agent says that it failed.')
  if (outcome === 'blocked' || outcome === 'needs_decision') return finish('succeeded', outcome, null, '')
  if (endsInBranch(facts.kind)) return judgeBranch(outcome, facts)
  const isComplete = outcome === 'investigation_complete' || outcome === 'completed'
  if (isComplete && facts.kind === 'investigate' && !facts.postedPlan) {
    return askOrFail(facts, 'no_plan', 'the investigation ended without a plan')
  }
  return finish('succeeded', outcome, null, '')
}

function judgeBranch(outcome: Outcome, facts: EndFacts): EndDecision {
  const { git } = facts
  if (!git)
    return finish(
      'failed',
      outcome,
      facts.failureCode ?? 'evidence_failed',
      facts.detail || 'Git could not be asked what was done.',
    )
  if (!git.cleanTree && !facts.askedToReport && facts.resumable) return { next: 'ask_to_report' }
  if (outcome === 'completed' && git.ahead) return finish('succeeded', outcome, null, '')
  if (!git.cleanTree) return finish('failed', outcome, 'uncommitted_work', 'The agent left changes that it did not commit.')
  if (git.commits === 0) return finish('succeeded', 'no_changes_needed', null, '')
  return finish('failed', outcome, 'contradictory_report', `The agent declared ${outcome}, but its branch has commits.`)
}

function askOrFail(facts: EndFacts, code: FinishFailureCode, detail: string): EndDecision {
  if (facts.resumable && !facts.askedToReport) return { next: 'ask_to_report' }
  return finish('failed', facts.declared, code, detail)
}

const ownReason: Partial<Record<FinishFailureCode, RunReason>> = {
  canceled: 'canceled',
  timed_out: 'timed_out',
  stalled: 'stalled',
  budget_exceeded: 'budget_exceeded',
  lost: 'lost',
}

function endedBy(code: FinishFailureCode): RunReason {
  return ownReason[code] ?? 'failed'
}

function finish(reason: RunReason, outcome: Outcome | null, failureCode: FinishFailureCode | null, detail: string): EndDecision {
  return { next: 'finish', end: { reason, outcome, failureCode, detail: detail.slice(0, 2000) } }
}
