// How one run reaches its model: through the metering proxy, or with a subscription token that it can read, or not at all.
import type { AgentOutcome, ModelAccess } from '../runs/domain/agent-adapter.ts'
import type { RunJob, UsageTotals } from '../runs/domain/executor.ts'
import { costOfCall } from '../runs/domain/prices.ts'
import type { ModelProxy } from './model-proxy/model-proxy.ts'
import type { ProxyRunOptions } from './model-proxy/proxy-run.ts'

/** What the installation has to offer. */
export type ModelCredential = { kind: 'proxy'; proxy: ModelProxy } | { kind: 'oauth'; token: string } | { kind: 'none' }

export interface OpenedAccess {
  access: ModelAccess
  /** What was spent, as far as it is known when the process is gone. */
  totals(outcome: AgentOutcome | null): UsageTotals
  /** Ends every open call; nothing can be spent afterwards. */
  close(): void
}

/** Opens the way for one run. Simulated agents have none and need none. */
export function openModelAccess(
  credential: ModelCredential,
  job: RunJob,
  run: Pick<ProxyRunOptions, 'onUsage' | 'onSpent'>,
): OpenedAccess {
  switch (credential.kind) {
    case 'proxy': {
      const opened = credential.proxy.openRun({ runId: job.runId, budgetMicroUsd: job.budgetMicroUsd, ...run })
      const access = { kind: 'proxy' as const, baseUrl: opened.baseUrl, token: opened.run.token }
      return { access, totals: () => opened.run.totals(), close: opened.close }
    }
    case 'oauth':
      return { access: credential, totals: (outcome) => ownAccount(job, outcome), close: () => {} }
    case 'none':
      return { access: credential, totals: () => ({ ...nothingSpent, source: 'simulated' }), close: () => {} }
  }
}

export const nothingSpent: UsageTotals = {
  source: 'unknown',
  microUsd: 0,
  tokens: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
  unknownModel: false,
}

/** The agent's own figure, else its tokens at list price. */
function ownAccount(job: RunJob, outcome: AgentOutcome | null): UsageTotals {
  if (!outcome) return nothingSpent
  const tokens = { ...outcome.usage, cacheWriteLongTokens: 0 }
  const { microUsd, unknownModel } = costOfCall(job.agent.model ?? '', tokens)
  return { source: 'agent', microUsd: outcome.costMicroUsd ?? microUsd, tokens: outcome.usage, unknownModel }
}
