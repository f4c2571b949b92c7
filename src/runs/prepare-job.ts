// Turns a claimed run into the job for its executor, with a fresh token for the tools.
import { readPolicy } from '../access/domain/policy.ts'
import { createRunToken } from '../access/run-token.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import type { PromptIntent } from './domain/agent-adapter.ts'
import { readAgentSettings } from './domain/agent-settings.ts'
import type { RunJob } from './domain/executor.ts'
import { editsCode } from './domain/run-state.ts'
import { readEvidence } from './domain/stored-evidence.ts'
import { runPorts } from './ports.ts'
import { findRunJobParts, type RunJobParts } from './store/run-job.ts'
import { retryActorId } from './store/runs.ts'

/** Complete: the executor never asks back. */
export async function prepareJob(ctx: Ctx, runId: string): Promise<RunJob> {
  const ports = runPorts(ctx.system)
  return withTransaction(ctx, async (tx) => {
    const parts = await findRunJobParts(tx.db, runId)
    const token = await createRunToken(tx, runId, 'tools')
    return {
      ...describeWork(parts),
      repository: ports.repositoryAccess(parts.repository),
      mcp: { url: ports.mcpUrl(), token },
      secrets: [...ports.secretValues(tx.workspaceId), token],
    }
  })
}

function describeWork({ run, issue, agent, repository, parent }: RunJobParts): Omit<RunJob, 'repository' | 'mcp' | 'secrets'> {
  const settings = readAgentSettings(agent.settings)
  const { simulation } = settings
  return {
    runId: run.id,
    profile: editsCode(run.kind) ? 'implement' : 'investigate',
    intent: intentOf({ run, parent }),
    issueIdentifier: `${issue.prefix}-${issue.number}`,
    agent: {
      adapter: agent.adapter,
      model: agent.model,
      ...(simulation && { simulation: { scenario: simulation.scenario, paceMs: simulation.pace_ms } }),
    },
    commands: { setup: repository.setup_command, test: repository.test_command },
    baseSha: null,
    branch: run.branch,
    budgetMicroUsd: run.budget_micro_usd,
    turnsMax: settings.turns_max,
    resume: resumeOf({ run, parent }),
    publicText: issue.is_public_text,
    acceptUnconfined: readPolicy(issue.policy).accept_unconfined_agents,
    timeouts: {},
  }
}

/** A retry does the same again; other runs with a parent bring it an answer or feedback. */
function intentOf({ run, parent }: Pick<RunJobParts, 'run' | 'parent'>): PromptIntent {
  const plain = editsCode(run.kind) ? 'implement' : 'investigate'
  if (!parent || isRetry(run.requested_by)) return plain
  return parent.outcome === 'needs_decision' || parent.outcome === 'blocked' ? 'answer' : 'feedback'
}

function resumeOf({ run, parent }: Pick<RunJobParts, 'run' | 'parent'>): RunJob['resume'] {
  if (!parent || !run.session_id) return null
  const costBeforeMicroUsd = readEvidence(parent.evidence).session_cost_micro_usd ?? 0
  return { sessionId: run.session_id, fromRunId: parent.id, costBeforeMicroUsd }
}

function isRetry(requestedBy: unknown): boolean {
  return typeof requestedBy === 'object' && requestedBy !== null && 'id' in requestedBy && requestedBy.id === retryActorId
}
