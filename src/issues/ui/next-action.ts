// The one thing that a person can do next on an issue.
import type { Issue } from './issue-types.ts'

export type NextAction =
  | { kind: 'start'; run: 'investigate' | 'implement' | 'error_fix'; label: string }
  | { kind: 'answer'; label: string }
  | { kind: 'review_plan'; label: string }
  | { kind: 'watch'; label: string }
  | { kind: 'review_push'; label: string }
  | { kind: 'open_pull'; label: string; url: string }
  | { kind: 'close'; label: string }
  | { kind: 'none' }

/** From what the issue waits for; `lastKind` is the kind of its newest run. */
export function nextAction(issue: Pick<Issue, 'waiting_on' | 'pull_request'>, lastKind: string | null): NextAction {
  const again = lastKind === 'implement' || lastKind === 'error_fix' ? lastKind : 'investigate'
  switch (issue.waiting_on.code) {
    case 'run_queued':
    case 'run_delayed':
    case 'run_preparing':
    case 'run_working':
    case 'permission':
      return { kind: 'watch', label: 'Watch the run' }
    case 'push_held':
      return { kind: 'review_push', label: 'Review the changes' }
    case 'question':
    case 'blocked':
      return { kind: 'answer', label: 'Answer and go on' }
    case 'plan_review':
      return { kind: 'review_plan', label: 'Review the plan' }
    case 'implement':
      return { kind: 'start', run: 'implement', label: 'Implement' }
    case 'run_failed':
      return { kind: 'start', run: again, label: 'Try again' }
    case 'pull_draft':
    case 'ci_failed':
    case 'pull_review':
      return issue.pull_request?.url
        ? { kind: 'open_pull', label: `Open #${issue.pull_request.number}`, url: issue.pull_request.url }
        : { kind: 'none' }
    case 'inconclusive':
      return { kind: 'close', label: 'Close with a reason' }
    case 'start':
    case 'attention':
      return { kind: 'start', run: 'investigate', label: 'Investigate' }
    default:
      return { kind: 'none' }
  }
}
