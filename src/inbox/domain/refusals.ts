// Which refused starts only a person can mend. Those that pass by themselves, and those that hold for every issue, are no notices.
import type { GateReason } from '#src/runs/domain/gate.ts'

const reasons: Record<GateReason, boolean> = {
  // The switches and the day's money are shown once, beside the fleet, and not on every issue.
  environment_kill_switch: false,
  runs_disabled: false,
  day_budget: false,
  workspace_concurrency: false,
  agent_concurrency: false,
  kind_concurrency: false,
  runs_per_day: false,
  // Told by what stands in the way: the run, the closed issue, the plan.
  run_active: false,
  issue_closed: false,
  plan_not_approved: false,
  // Time or further occurrences open these. The run that a credential failed is told by itself.
  enrichment: false,
  credential_refused: false,
  min_occurrences: false,
  first_delay: false,
  cool_down: false,
  retry_pause: false,
  agent_disabled: true,
  agent_unavailable: true,
  demo_workspace: true,
  no_repository: true,
  no_model_credential: true,
  unconfined_public_text: true,
  unconfined_not_accepted: true,
  credential_readable: true,
  needs_human: true,
  run_budget: true,
  issue_budget: true,
}

/** A reason that this version does not know came from a newer one: better told than hidden. */
export function needsPerson(reason: string): boolean {
  return !Object.hasOwn(reasons, reason) || reasons[reason as GateReason]
}
