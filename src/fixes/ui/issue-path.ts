// The path of an issue from error to proof: what is done, where it stands, what is left.
import type { Issue } from '../../issues/schemas.ts'
import type { Plan } from '../../runs/schemas.ts'
import type { FixAttempt, PullLink } from './fix-queries.ts'

export interface PathStep {
  name: 'error' | 'issue' | 'plan' | 'pull_request' | 'deploy' | 'verified' | 'done'
  label: string
  state: 'done' | 'current' | 'failed' | 'todo'
  at: string | null
}

interface PathFacts {
  issue: Pick<Issue, 'is_error_sourced' | 'created_at' | 'closed_at' | 'status' | 'external_issues'>
  plan: Pick<Plan, 'state' | 'created_at' | 'decided_at'> | null
  pulls: readonly Pick<PullLink, 'link_kind' | 'state' | 'updated_at' | 'merged_at' | 'number'>[]
  fix: Pick<FixAttempt, 'state' | 'deployed_at' | 'verdict_at' | 'merged_at' | 'broken_at'> | null
}

/** Steps in order; the first that is not done is the current one, unless work on the issue has ended. */
export function issuePath({ issue, plan, pulls, fix }: PathFacts): PathStep[] {
  const pull = pulls.find((item) => item.link_kind === 'closes') ?? null
  const isOver = issue.status.category === 'done' || issue.status.category === 'canceled'
  const steps: PathStep[] = [
    step('issue', 'Issue', issue.created_at),
    step('plan', plan ? planLabel(plan.state) : 'Plan', plan?.state === 'approved' ? (plan.decided_at ?? plan.created_at) : null),
    step(
      'pull_request',
      pull ? `Pull request #${pull.number}` : 'Pull request',
      pull?.state === 'merged' ? (pull.merged_at ?? pull.updated_at) : null,
    ),
  ]
  if (issue.is_error_sourced) {
    const seen = issue.external_issues[0]
    steps.unshift(step('error', 'Error', seen?.first_seen ?? issue.created_at))
    steps.push(step('deploy', 'Deploy', fix?.deployed_at ?? null), verdictStep(fix))
  } else {
    steps.push(step('done', 'Done', issue.status.category === 'done' ? issue.closed_at : null))
  }
  return isOver ? steps : markCurrent(steps)
}

function step(name: PathStep['name'], label: string, at: string | null): PathStep {
  return { name, label, state: at ? 'done' : 'todo', at }
}

function planLabel(state: Plan['state']): string {
  return state === 'approved' ? 'Plan approved' : state === 'submitted' ? 'Plan waits for review' : 'Plan'
}

function verdictStep(fix: PathFacts['fix']): PathStep {
  if (!fix) return step('verified', 'Verified', null)
  if (fix.state === 'verified' && !fix.broken_at) return step('verified', 'Verified', fix.verdict_at)
  const ended: Partial<Record<FixAttempt['state'], string>> = {
    failed: 'Fix failed',
    reverted: 'Reverted',
    inconclusive: 'Inconclusive',
    verified: 'Broken again',
  }
  const label = ended[fix.state]
  return label
    ? { name: 'verified', label, state: 'failed', at: fix.broken_at ?? fix.verdict_at }
    : step('verified', fix.state === 'watching' ? 'Watching' : 'Verified', null)
}

/** A step may be skipped (a fix without a plan): what lies before a done step is behind us. */
function markCurrent(steps: PathStep[]): PathStep[] {
  const lastDone = steps.findLastIndex((item) => item.state === 'done' || item.state === 'failed')
  return steps.map((item, index) => (index === lastDone + 1 ? { ...item, state: 'current' } : item))
}
