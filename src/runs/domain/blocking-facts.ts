// Which refusals may turn into a start when something changes, so that nobody has to ask again.
import type { GateReason } from './gate.ts'

/** Refusals that no change of policy, agents or repositories lifts. */
export const standingReasons: readonly GateReason[] = ['run_active', 'issue_closed', 'plan_not_approved', 'needs_human']

/** Causes that are a person's decision about a plan. */
export const reviewCauses: readonly string[] = ['plan_approved', 'changes_requested']

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
