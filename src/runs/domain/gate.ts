// What a gate is: facts in, an objection or nothing out.
import type { ConfinementLevel } from './executor.ts'
import type { RunKind } from './run-state.ts'

export interface StartFacts {
  kind: RunKind
  /** Skips minimum, delay, cool-down and run counts; never anything else. */
  force: boolean
  /** Nobody asked for this very run: a webhook, a retry, an assignment by rule. */
  automatic: boolean
  /** Goes on from an earlier run (feedback, an answer, a retry), so that it is no new reaction to an error. */
  continuation: boolean
  /** The workspace is a demo. */
  demo: boolean
  killSwitch: { workspace: boolean; environment: boolean }
  issue: { closed: boolean; needsHuman: boolean; publicText: boolean }
  agent: { name: string; enabled: boolean; simulated: boolean; problem: { sentence: string; remedy: string } | null }
  activeRunId: string | null
  hasRepository: boolean
  planApproved: boolean
  /** Policy: errors are fixed without a plan in between. */
  fixErrorsDirectly: boolean
  credential: 'none' | 'proxy' | 'subscription'
  /** The model refused it not long ago; starts with it wait until then. */
  credentialRefusedUntil: Date | null
  confinement: ConfinementLevel
  acceptUnconfined: boolean
  /** Runs that hold a place now. A limit of null is none. */
  running: { workspace: number; agent: number; kind: number }
  runningLimits: { workspace: number; agent: number | null; kind: number | null }
  /** Runs started today: error fixes are counted apart from all others. */
  runsToday: number
  runsPerDay: number
  money: { runBudget: number; dayUsed: number; dayBudget: number; issueUsed: number; issueBudget: number }
  /** Only for issues that came from an error. */
  error: { occurrences: number; firstSeen: Date | null; lastRunEnded: Date | null } | null
  /** Until then the error tracker is asked for the stack trace and the release of a fresh error. */
  enrichingUntil: Date | null
  errorLimits: { minOccurrences: number; delaySeconds: number; cooldownSeconds: number }
}

export type GateReason =
  | 'environment_kill_switch'
  | 'runs_disabled'
  | 'run_active'
  | 'issue_closed'
  | 'agent_disabled'
  | 'agent_unavailable'
  | 'demo_workspace'
  | 'plan_not_approved'
  | 'no_repository'
  | 'no_model_credential'
  | 'credential_refused'
  | 'unconfined_public_text'
  | 'unconfined_not_accepted'
  | 'credential_readable'
  | 'needs_human'
  | 'min_occurrences'
  | 'enrichment'
  | 'first_delay'
  | 'cool_down'
  | 'workspace_concurrency'
  | 'agent_concurrency'
  | 'kind_concurrency'
  | 'runs_per_day'
  | 'run_budget'
  | 'day_budget'
  | 'issue_budget'
  | 'retry_pause'

/** One gate's refusal, or its wish to wait until `until`. */
export type GateAnswer =
  | { result: 'refuse'; rule: string; reason: GateReason; detail: string; resetsAt: Date | null }
  | { result: 'delay'; rule: string; reason: GateReason; detail: string; until: Date }

export type Gate = (facts: StartFacts, now: Date) => GateAnswer | undefined

/** A refusal. `resetsAt` is when the fact changes by itself. */
export function refuse(rule: string, reason: GateReason, detail: string, resetsAt: Date | null = null): GateAnswer {
  return { result: 'refuse', rule, reason, detail, resetsAt }
}
