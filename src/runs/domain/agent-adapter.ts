// What an agent CLI looks like to Dispatch: one process, a stream of finished transcript blocks, one outcome.

/** Tokens of one or many model calls; cache tokens are counted apart because they have their own price. */
export interface TokenUsage {
  inputTokens: number
  outputTokens: number
  cacheReadTokens: number
  cacheWriteTokens: number
}

/** What the agent may do: look and report, or edit and commit in its own checkout. */
export type PermissionProfile = 'investigate' | 'implement'

/** Why a process did not end by itself with a good result. `ended_without_report` is decided later, by whoever knows the reports. */
export type FailureCode =
  | 'ended_without_report'
  | 'budget_exceeded'
  | 'turn_limit'
  | 'canceled'
  | 'timed_out'
  | 'stalled'
  | 'auth_failed'
  | 'request_rejected'
  | 'rate_limited'
  | 'overloaded'
  | 'api_unreachable'
  | 'context_too_long'
  | 'refused'
  | 'tools_unavailable'
  | 'start_failed'
  | 'crashed'

/** Reasons for which Dispatch itself stops an agent; each is a failure code too. */
export type StopReason = Extract<
  FailureCode,
  'canceled' | 'timed_out' | 'stalled' | 'budget_exceeded' | 'auth_failed' | 'tools_unavailable' | 'start_failed'
>

/** One finished block of a transcript; text deltas never become entries. */
export type TranscriptEntry =
  | { kind: 'system'; event: string; text: string; data?: Record<string, unknown> }
  | { kind: 'text'; text: string; parentToolId: string | null }
  | { kind: 'thinking'; text: string; parentToolId: string | null }
  | { kind: 'tool_call'; toolId: string; name: string; input: unknown; parentToolId: string | null }
  | { kind: 'tool_result'; toolId: string; text: string; isError: boolean }
  | { kind: 'error'; code: string; text: string }
  | ResultEntry

/** The agent's own last word. `ok: false` covers every API error, whatever subtype the CLI printed. Cost is the session's total as the agent says it. */
export interface ResultEntry {
  kind: 'result'
  ok: boolean
  text: string
  subtype: string
  turns: number
  durationMs: number
  usage: TokenUsage
  sessionCostMicroUsd: number | null
}

/** How the process ended. `failureCode: null` means only that it ended well by itself; the work is proven elsewhere. */
export interface AgentOutcome {
  exit: number | null
  signal: string | null
  failureCode: FailureCode | null
  detail: string
  retryable: boolean
  resumable: boolean
  sessionId: string | null
  turns: number
  usage: TokenUsage
  /** Micro-USD of this process alone, by the agent's own account; null when it never said. */
  costMicroUsd: number | null
  result: ResultEntry | null
  denials: { tool: string; input: unknown }[]
  stoppedBy: StopReason | null
  leftoversKilled: number
}

/** A command as it will be spawned; confinement rewrites it. */
export interface Command {
  file: string
  args: string[]
  env: Record<string, string>
  cwd: string
}

/** Watchdog limits in milliseconds. */
export interface AgentTimeouts {
  startMs: number
  silenceMs: number
  toolMs: number
  wallMs: number
  lingerMs: number
}

/** Where model calls go: the metering proxy with a token of this run, or a subscription token that the agent can read. */
export type ModelAccess = { kind: 'proxy'; baseUrl: string; token: string } | { kind: 'oauth'; token: string } | { kind: 'none' }

/** Why this process is started; the prompt is a fixed sentence for each, never text from an issue. */
export type PromptIntent = 'investigate' | 'implement' | 'feedback' | 'answer' | 'report'

/** Everything an adapter needs to start one process. The three directories belong to this run alone. */
export interface AgentSpec {
  runId: string
  profile: PermissionProfile
  intent: PromptIntent
  issueIdentifier: string
  model: string | null
  directories: { checkout: string; home: string; control: string }
  modelAccess: ModelAccess
  mcp: { url: string; token: string }
  /** Commands of the repository which the agent may run without asking. */
  commands: { setup: string | null; test: string | null }
  budgetMicroUsd: number
  turnsMax: number | null
  resume: { sessionId: string; costBeforeMicroUsd: number } | null
  timeouts: Partial<AgentTimeouts>
  /** Only for simulated agents: what to play and how fast. */
  simulation?: { scenario: string; paceMs: number }
  /** Wraps the command in the run's confinement. */
  confine(command: Command): Command
  /** Gives a file that the adapter wrote to the user whom the agent runs as. */
  handOver(path: string): void
  /** The user id of this run's processes, if it is theirs alone. */
  uid: number | null
}

/** A started agent. `entries` ends before `outcome` resolves; `outcome` never rejects. */
export interface AgentProcess {
  /** Null only if the process could not be spawned. */
  readonly pid: number | null
  readonly entries: AsyncIterable<TranscriptEntry>
  readonly outcome: Promise<AgentOutcome>
  stop(reason: StopReason, detail?: string): void
}

/** Result of probing an adapter on this machine; `problem` and `remedy` are sentences for a person. */
export type AdapterCheck =
  | { ok: true; version: string; location: string; simulated: boolean }
  | { ok: false; problem: string; remedy: string; version?: string }

/** One kind of agent CLI. */
export interface AgentAdapter {
  readonly name: string
  readonly simulated: boolean
  check(): Promise<AdapterCheck>
  start(spec: AgentSpec): AgentProcess
}
