// Which refusals may turn into a start when something changes, so that nobody has to ask again.
import type { GateReason } from './gate.ts'

const standing: ReadonlySet<GateReason> = new Set<GateReason>(['run_active', 'issue_closed', 'plan_not_approved', 'needs_human'])

const afterReview: ReadonlySet<string> = new Set(['plan_approved', 'changes_requested'])

/**
 * Whether a refused request is kept and decided again when a run finishes, the day ends, or the policy, agents or
 * repositories change. What a person decided about a plan also outlasts the run that posted it.
 */
export function isRetriedOnChange(reason: string, cause: string): boolean {
  if (cause === 'api') return false
  return !standing.has(reason as GateReason) || (reason === 'run_active' && afterReview.has(cause))
}

const ofWorkspace: ReadonlySet<string> = new Set<GateReason>([
  'environment_kill_switch',
  'runs_disabled',
  'workspace_concurrency',
  'day_budget',
])

/** A refusal that holds for every issue of the workspace: asking for the next one is of no use. */
export function concernsWholeWorkspace(reason: string): boolean {
  return ofWorkspace.has(reason)
}
