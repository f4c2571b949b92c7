// The contract between runs and whatever carries them out: a job in, evidence out, nothing shared.

import type {
  AgentOutcome,
  AgentTimeouts,
  FailureCode,
  PermissionProfile,
  PromptIntent,
  StopReason,
  TokenUsage,
  TranscriptEntry,
} from './agent-adapter.ts'
import type { CommitFact, DiffSummary } from './diff.ts'
import type { RepositoryAccess } from './git-gateway.ts'

/** How far the operating system keeps the agent away from Dispatch's own files and processes; strongest first. */
export type ConfinementLevel = 'container' | 'sandbox' | 'other_uid' | 'none'

/** The level that holds on this machine, and the sentence why not a stronger one. */
export interface ConfinementReport {
  level: ConfinementLevel
  reason: string
}

/** One run to carry out; complete, so that an executor never asks back. */
export interface RunJob {
  runId: string
  profile: PermissionProfile
  intent: PromptIntent
  issueIdentifier: string
  agent: { adapter: string; model: string | null; simulation?: { scenario: string; paceMs: number } }
  repository: RepositoryAccess
  /** Commands of the repository which the agent may run. */
  commands: { setup: string | null; test: string | null }
  /** Commit to start from; null takes the tip of the default branch. */
  baseSha: string | null
  /** Branch to work on (implement). If the remote has it already, or `resume` names a run that worked on it, work goes on from there. */
  branch: string | null
  mcp: { url: string; token: string }
  budgetMicroUsd: number
  turnsMax: number | null
  /** Goes on with the session of an earlier run of the same issue, or of this run, if its files are still here. */
  resume: { sessionId: string; fromRunId: string; costBeforeMicroUsd: number } | null
  /** The text behind the issue may come from strangers. */
  publicText: boolean
  /** A person of this workspace accepted agents without confinement. */
  acceptUnconfined: boolean
  timeouts: Partial<AgentTimeouts>
  /** Literal values to keep out of the transcript besides those of this process. */
  secrets: string[]
}

export type RunPhase = 'checkout' | 'starting' | 'running' | 'stopping' | 'collecting'

/** One metered model call, or what was seen of it before the client went away. */
export interface UsageRecord {
  model: string
  tokens: TokenUsage
  microUsd: number
  /** The price list does not know the model, so the dearest price was taken. */
  unknownModel: boolean
}

/** Called in order; a returned promise is awaited before the next entry, so a slow store slows the reading and loses nothing. */
export interface RunHooks {
  onPhase(phase: RunPhase, facts: PhaseFacts): void | Promise<void>
  /** Already redacted. */
  onEntry(entry: TranscriptEntry): void | Promise<void>
  onUsage(usage: UsageRecord): void | Promise<void>
  /** At least every 5 s while the run is carried out. */
  onHeartbeat(): void | Promise<void>
}

/** What is known at a phase; fields appear as they become known and stay. */
export interface PhaseFacts {
  confinement?: ConfinementReport
  baseSha?: string
  pid?: number
  sessionId?: string
  /** From execute() to the running process, without the checkout. */
  startupMs?: number
}

/** Failures that happen around the agent rather than in it. */
export type ExecutionFailureCode =
  | FailureCode
  | 'agent_unavailable'
  | 'no_model_credential'
  | 'confinement_refused'
  | 'checkout_failed'
  | 'evidence_failed'

/** What git itself says about the run's work, read by the platform from its own mirror. */
export interface GitEvidence {
  baseSha: string
  /** Where this run started: the base, or the tip of a branch that an earlier run began. */
  startSha: string
  headSha: string
  branch: string | null
  /** Commits of this run alone, oldest first. */
  commits: CommitFact[]
  cleanTree: boolean
  /** Paths changed but not committed, at most 200. */
  dirtyPaths: string[]
  /** Ref in the mirror that holds uncommitted work, if there was any. */
  savedRef: string | null
  /** The whole branch against the point where it left the base; what a push would publish. */
  diff: DiffSummary | null
}

/** Everything that remains of a run after its process tree is gone. */
export interface RunEvidence {
  failureCode: ExecutionFailureCode | null
  detail: string
  stoppedBy: StopReason | null
  agent: AgentOutcome | null
  git: GitEvidence | null
  confinement: ConfinementReport | null
  usage: UsageTotals
  leftoversKilled: number
  /** True if an earlier session was asked for and could be continued. */
  resumed: boolean
}

/** Where the cost comes from, best first: the proxy's meter, the agent's own account, nothing known. */
export interface UsageTotals {
  source: 'proxy' | 'agent' | 'simulated' | 'unknown'
  microUsd: number
  tokens: TokenUsage
  unknownModel: boolean
}

/** A run whose worker died, as far as its work has to be found again. */
export type SalvageOrder = Pick<RunJob, 'runId' | 'repository' | 'branch' | 'baseSha'>

/** Carries out runs. `execute` never rejects for anything a run can cause. */
export interface Executor {
  /** Aborting `signal` stops the whole process tree; its reason may be a StopReason, anything else means canceled. */
  execute(job: RunJob, hooks: RunHooks, signal: AbortSignal): Promise<RunEvidence>
  /** Ends every process that belongs to a run that is not executing here; returns how many were killed. */
  sweep(runId: string): Promise<number>
  /** Brings the commits and the uncommitted work of a lost run into the mirror; null if nothing of it is left. Sweep first. */
  salvage(order: SalvageOrder): Promise<GitEvidence | null>
  /** Removes what is left of a run on disk; with `keepSession` the agent's session stays, so that a later run can go on with it. */
  discard(runId: string, keepSession: boolean): Promise<void>
  confinement(): Promise<ConfinementReport>
}
