// What an issue waits for, in words: nothing is ever silently "working".
import type { Category } from './category.ts'

/** What an agent does on the issue at this moment. */
export const agentStates = ['idle', 'queued', 'preparing', 'working', 'waiting_for_person', 'blocked', 'failed'] as const
export type AgentState = (typeof agentStates)[number]

/** Where the newest fix attempt stands; `none` without one. */
export const fixStates = [
  'none',
  'awaiting_deploy',
  'watching',
  'verified',
  'failed',
  'inconclusive',
  'reverted',
  'superseded',
] as const
export type FixState = (typeof fixStates)[number]

export interface WaitingOn {
  /** Who must act next. */
  who: 'person' | 'agent' | 'deploy' | 'time' | 'pull_request' | 'issue' | 'nobody'
  /** A stable code, e.g. `plan_review`. */
  code: string
  /** A short sentence for the card. */
  text: string
  /** ISO time since when it waits. */
  since: string
  /** What the time is that it waits for, if it waits for time. */
  until: string | null
}

export interface WaitingFacts {
  category: Category
  updatedAt: Date
  isErrorSourced: boolean
  needsAttention: string | null
  run: {
    state: string
    kind: string
    activity: string | null
    since: Date
    notBefore: Date | null
    finished: {
      reason: string
      outcome: string | null
      question: string | null
      pushHeld: boolean
      /** Its changes are being checked and pushed. */
      pushPending: boolean
      /** Its branch is on the remote, and nobody has opened a pull request for it. */
      branchWithoutPull: boolean
    } | null
  } | null
  plan: { state: string; since: Date } | null
  /** The newest start that was asked for was refused, with the reason. */
  refused: { reason: string; detail: string; since: Date } | null
  openPull: { number: number; draft: boolean; ci: string | null; since: Date } | null
  /** Its pull request was merged into a branch that is not the default one, and no release has carried it on. */
  unreleased?: { number: number; branch: string; since: Date } | null
  fix: { state: FixState; detail: string; since: Date; until: Date | null } | null
  /** Open issues that must be closed before this one; null without any. */
  blockers: { count: number; first: string; since: Date } | null
}

/** The one next thing that must happen, the most urgent first. */
export function decideWaiting(facts: WaitingFacts, now: Date): WaitingOn {
  return (
    waitingForRun(facts, now) ??
    waitingForAnswer(facts) ??
    waitingForPlan(facts) ??
    waitingForPush(facts) ??
    waitingForLeave(facts) ??
    waitingForFix(facts) ??
    waitingForPull(facts) ??
    waitingForRelease(facts) ??
    waitingForBlockers(facts) ??
    waitingForStart(facts)
  )
}

/** The state of the agent that works on the issue, from its newest run. */
export function decideAgentState(run: WaitingFacts['run']): AgentState {
  if (!run) return 'idle'
  if (run.state === 'queued') return 'queued'
  if (run.state === 'claimed' || run.state === 'preparing') return 'preparing'
  if (run.state === 'waiting_for_person') return 'waiting_for_person'
  if (run.state === 'running') return 'working'
  const finished = run.finished
  if (!finished) return 'idle'
  if (finished.outcome === 'blocked' || finished.outcome === 'needs_decision') return 'blocked'
  return finished.reason === 'succeeded' || finished.reason === 'canceled' ? 'idle' : 'failed'
}

const on = (who: WaitingOn['who'], code: string, text: string, since: Date, until: Date | null = null): WaitingOn => ({
  who,
  code,
  text,
  since: since.toISOString(),
  until: until?.toISOString() ?? null,
})

function waitingForRun({ run }: WaitingFacts, now: Date): WaitingOn | undefined {
  if (!run || run.finished) return undefined
  if (run.state === 'queued' && run.notBefore && run.notBefore > now)
    return on('time', 'run_delayed', 'starts later', run.since, run.notBefore)
  if (run.state === 'queued') return on('agent', 'run_queued', 'waits for a free worker', run.since)
  if (run.state === 'waiting_for_person') return on('person', 'permission', 'the agent asks for a permission', run.since)
  if (run.state === 'running') return on('agent', 'run_working', run.activity ?? workingText(run.kind), run.since)
  return on('agent', 'run_preparing', 'preparing the checkout', run.since)
}

const workingText = (kind: string) =>
  kind === 'investigate' ? 'investigating' : kind === 'implement' ? 'implementing the plan' : 'working'

function waitingForAnswer({ run, needsAttention, updatedAt, category }: WaitingFacts): WaitingOn | undefined {
  if (category === 'canceled') return undefined
  if (run?.finished?.pushHeld) return on('person', 'push_held', 'changes wait for your review before the push', run.since)
  if (run?.finished?.outcome === 'needs_decision')
    return on('person', 'question', run.finished.question ?? 'the agent asks a question', run.since)
  if (run?.finished?.outcome === 'blocked') return on('person', 'blocked', 'the agent is blocked', run.since)
  if (needsAttention) return on('person', 'attention', needsAttention, updatedAt)
  return undefined
}

function waitingForPlan({ plan, category }: WaitingFacts): WaitingOn | undefined {
  if (plan?.state === 'submitted' && !isEnded(category)) return on('person', 'plan_review', 'plan waits for you', plan.since)
  return undefined
}

function waitingForPush({ run, category }: WaitingFacts): WaitingOn | undefined {
  if (!run?.finished?.pushPending || isEnded(category)) return undefined
  return on('agent', 'pushing', 'pushing the changes', run.since)
}

function waitingForLeave({ refused, run, category }: WaitingFacts): WaitingOn | undefined {
  if (!refused || isEnded(category) || (run && run.since > refused.since)) return undefined
  return on('person', 'start_refused', `not started: ${refused.detail}`, refused.since)
}

function waitingForFix({ fix, category }: WaitingFacts): WaitingOn | undefined {
  if (!fix || category === 'canceled') return undefined
  if (fix.state === 'awaiting_deploy') return on('deploy', 'deploy', fix.detail, fix.since)
  if (fix.state === 'watching') return on('time', 'watching', 'watching for a recurrence', fix.since, fix.until)
  if (fix.state === 'inconclusive' && category !== 'done')
    return on('person', 'inconclusive', 'nobody could have seen a recurrence: decide', fix.since)
  return undefined
}

function waitingForPull({ openPull, category }: WaitingFacts): WaitingOn | undefined {
  if (!openPull || isEnded(category)) return undefined
  if (openPull.draft) return on('pull_request', 'pull_draft', `#${openPull.number} is a draft`, openPull.since)
  if (openPull.ci === 'failure') return on('pull_request', 'ci_failed', `checks of #${openPull.number} failed`, openPull.since)
  return on('person', 'pull_review', `#${openPull.number} waits for review and merge`, openPull.since)
}

function waitingForRelease({ unreleased, category }: WaitingFacts): WaitingOn | undefined {
  if (!unreleased || isEnded(category)) return undefined
  const { number, branch, since } = unreleased
  return on('pull_request', 'release', `#${number} is merged into ${branch}: waits for the release that carries it`, since)
}

function waitingForBlockers({ blockers, category }: WaitingFacts): WaitingOn | undefined {
  if (!blockers || isEnded(category)) return undefined
  const others = blockers.count > 1 ? ` and ${blockers.count - 1} more` : ''
  return on('issue', 'blocked_by', `blocked by ${blockers.first}${others}`, blockers.since)
}

function waitingForStart({ category, run, plan, updatedAt }: WaitingFacts): WaitingOn {
  if (isEnded(category)) return on('nobody', 'closed', category === 'done' ? 'done' : 'canceled', updatedAt)
  if (run?.finished && run.finished.reason !== 'succeeded' && run.finished.reason !== 'canceled') {
    return on('person', 'run_failed', `the last run ended: ${run.finished.reason.replaceAll('_', ' ')}`, run.since)
  }
  if (run?.finished?.branchWithoutPull)
    return on('person', 'open_pull', 'the branch is pushed: open a pull request for it', run.since)
  if (plan?.state === 'approved') return on('person', 'implement', 'plan approved, implementation not started', plan.since)
  return on('person', 'start', 'nobody has started yet', updatedAt)
}

const isEnded = (category: Category) => category === 'done' || category === 'canceled'
