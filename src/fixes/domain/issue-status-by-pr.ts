// Where an issue stands by the evidence of its pull requests. Only links that close count; people have the last word.
import { type Category, isClosed } from '#src/issues/domain/category.ts'

export type PullState = 'open' | 'draft' | 'closed' | 'merged'

/** A change of state of one pull request that closes the issue; edits that change no state are none. */
export interface PullStep {
  at: string
  pull: string
  state: PullState
}

/** Any move of the issue that pull requests did not cause: by a person, a run, a verdict. */
export interface OtherMove {
  at: string
  category: Category
}

export interface StatusHistory {
  /** Where the issue stood when it was filed. */
  start: Category
  isErrorSourced: boolean
  pulls: readonly PullStep[]
  /** In the order in which they were made. */
  moves: readonly OtherMove[]
}

export interface StatusByPulls {
  category: Category
  /** A merged fix of an error waits for its deploy. */
  fixState: 'awaiting_deploy' | null
  reason: { code: string; sentence: string }
}

type Step = ({ type: 'move' } & OtherMove) | ({ type: 'pull' } & PullStep)

/**
 * Replays everything that happened to the issue, in the order in which it happened: the answer is the same however late or shuffled the
 * deliveries came, and a move that came after a pull request's change is not undone by hearing of that change later.
 */
export function foldStatus(history: StatusHistory): StatusByPulls {
  const steps: Step[] = [
    ...history.pulls.map((step) => ({ type: 'pull' as const, ...step })),
    ...history.moves.map((move) => ({ type: 'move' as const, ...move })),
  ]
  const states = new Map<string, PullState>()
  let status: StatusByPulls = {
    category: history.start,
    fixState: null,
    reason: reason('untouched', 'No pull request has moved it.'),
  }
  for (const step of steps.sort(byTime)) {
    if (step.type === 'move') {
      status = {
        category: step.category,
        fixState: status.fixState,
        reason: reason('moved_otherwise', 'Its last move was not by a pull request.'),
      }
    } else if (states.get(step.pull) !== step.state) {
      states.set(step.pull, step.state)
      status = decideStatus(status.category, [...states.values()], history.isErrorSourced)
    }
  }
  return status
}

// At the same moment other moves come last, and among themselves in the order in which they were made: a verdict that is broken
// as it is given moves the issue twice.
function byTime(a: Step, b: Step): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1
  if (a.type === 'move' || b.type === 'move') return Number(a.type === 'move') - Number(b.type === 'move')
  const [left, right] = [`${a.pull} ${a.state}`, `${b.pull} ${b.state}`]
  return left < right ? -1 : left > right ? 1 : 0
}

/** One step: where an issue goes when the pull requests that close it stand like this. Never backwards out of a closed column. */
export function decideStatus(category: Category, pulls: readonly PullState[], isErrorSourced: boolean): StatusByPulls {
  const fixState = isErrorSourced && pulls.includes('merged') ? ('awaiting_deploy' as const) : null
  if (isClosed(category))
    return { category, fixState, reason: reason('closed_stays_closed', 'The issue is closed; pull requests do not reopen it.') }
  const { to, code, sentence } = target(pulls, isErrorSourced)
  return { category: to ?? category, fixState, reason: reason(code, sentence) }
}

interface Target {
  to: Category | null
  code: string
  sentence: string
}

function target(pulls: readonly PullState[], isErrorSourced: boolean): Target {
  if (pulls.includes('open')) return { to: 'in_review', code: 'pull_opened', sentence: 'A pull request is open.' }
  if (pulls.includes('draft')) return { to: 'in_progress', code: 'pull_is_draft', sentence: 'Its pull request is a draft.' }
  if (pulls.includes('merged') && isErrorSourced)
    return { to: 'in_review', code: 'awaits_verdict', sentence: 'Merged; a production error is done when its fix is verified.' }
  if (pulls.includes('merged')) return { to: 'done', code: 'pull_merged', sentence: 'Its pull request was merged.' }
  if (pulls.includes('closed'))
    return { to: 'in_progress', code: 'pull_closed', sentence: 'Its pull request was closed without a merge.' }
  return { to: null, code: 'no_pull', sentence: 'No pull request closes it.' }
}

function reason(code: string, sentence: string): { code: string; sentence: string } {
  return { code, sentence }
}
