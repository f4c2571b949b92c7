// An executor that plays what a test tells it, in this process: the same contract as the real one, without an agent.
import type { AgentOutcome, TokenUsage } from '#src/runs/domain/agent-adapter.ts'
import type { Executor, GitEvidence, RunEvidence, RunHooks, RunJob, SalvageOrder } from '#src/runs/domain/executor.ts'

export const noTokens: TokenUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 }

/** What happens during one execution; what it leaves out of the evidence is as if all went well. */
export type Script = (job: RunJob, hooks: RunHooks, signal: AbortSignal) => Promise<Partial<RunEvidence>>

export class ScriptedExecutor implements Executor {
  /** Every job that was carried out. */
  readonly jobs: RunJob[] = []
  readonly swept: string[] = []
  readonly salvaged: string[] = []
  /** What a lost run left behind. */
  remains: GitEvidence | null = null
  readonly discarded: { runId: string; keepSession: boolean }[] = []
  script: Script = async () => ({})

  async execute(job: RunJob, hooks: RunHooks, signal: AbortSignal): Promise<RunEvidence> {
    this.jobs.push(job)
    await hooks.onPhase('checkout', {})
    await hooks.onPhase('starting', { baseSha: 'a'.repeat(40), confinement: { level: 'sandbox', reason: 'for the test' } })
    await hooks.onPhase('running', { pid: 1, sessionId: `session-of-${job.runId}` })
    const told = await this.script(job, hooks, signal)
    return { ...goodEvidence(job), ...told }
  }

  async sweep(runId: string): Promise<number> {
    this.swept.push(runId)
    return 0
  }

  async salvage(order: SalvageOrder): Promise<GitEvidence | null> {
    this.salvaged.push(order.runId)
    return this.remains
  }

  async discard(runId: string, keepSession: boolean): Promise<void> {
    this.discarded.push({ runId, keepSession })
  }

  async confinement() {
    return { level: 'sandbox' as const, reason: 'for the test' }
  }
}

/** The agent ended well, nothing was committed, the proxy saw no call. */
export function goodEvidence(job: RunJob): RunEvidence {
  return {
    failureCode: null,
    detail: '',
    stoppedBy: null,
    agent: goodOutcome(`session-of-${job.resume?.fromRunId ?? job.runId}`),
    git: gitEvidence({ branch: job.branch }),
    confinement: { level: 'sandbox', reason: 'for the test' },
    usage: { source: 'proxy', microUsd: 0, tokens: noTokens, unknownModel: false },
    leftoversKilled: 0,
    resumed: job.resume !== null,
  }
}

export function goodOutcome(sessionId: string, changes: Partial<AgentOutcome> = {}): AgentOutcome {
  return {
    exit: 0,
    signal: null,
    failureCode: null,
    detail: '',
    retryable: false,
    resumable: true,
    sessionId,
    turns: 1,
    usage: noTokens,
    costMicroUsd: null,
    result: null,
    denials: [],
    stoppedBy: null,
    leftoversKilled: 0,
    ...changes,
  }
}

export function gitEvidence(changes: Partial<GitEvidence> = {}): GitEvidence {
  return {
    baseSha: 'a'.repeat(40),
    startSha: 'a'.repeat(40),
    headSha: 'a'.repeat(40),
    branch: null,
    commits: [],
    cleanTree: true,
    dirtyPaths: [],
    savedRef: null,
    diff: null,
    ...changes,
  }
}

/** Work that was committed. */
export function committed(branch: string | null, sha = 'b'.repeat(40)): GitEvidence {
  return gitEvidence({ branch, headSha: sha, commits: [{ sha, subject: 'Mend it' }] })
}

/** Resolves when the signal aborts: an agent that works until it is stopped. */
export function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
