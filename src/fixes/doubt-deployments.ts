// Before a fix is called verified: does anybody know that it still ran?
import type { Tx } from '../platform/context.ts'
import { followDeployments } from './domain/deploy-chain.ts'
import { withUnknownDeployments } from './domain/unknown-deployments.ts'
import type { VerdictDecision } from './domain/verdict.ts'
import { readEvidence } from './evidence.ts'
import type { DeployedAttempt } from './gather-facts.ts'
import { checkDeploymentJob } from './job-names.ts'
import { judgeDeployments } from './judge-deployments.ts'

/** The decision, unless it is `verified` and a later deployment may have taken the fix away. What was not asked yet is asked. */
export async function doubtDeployments(tx: Tx, attempt: DeployedAttempt, decision: VerdictDecision): Promise<VerdictDecision> {
  if (decision.action !== 'conclude' || decision.verdict !== 'verified') return decision
  const evidence = readEvidence(attempt.evidence)
  const endsAt = attempt.window_ends_at.toISOString()
  // What was deployed after the window takes nothing back, nor does it clear what was doubtful within it.
  const { doubtful } = followDeployments(attempt.merge_sha, await judgeDeployments(tx, attempt, evidence), () => endsAt)
  const unknown = doubtful.map(({ sha, deployedAt }) => ({ sha, deployedAt, isAsked: evidence.containment[sha] !== undefined }))
  const window = { endsAt, now: tx.now.toISOString() }
  const doubted = withUnknownDeployments(decision, unknown, window)
  if (doubted.action === 'keep_watching' && unknown.some(({ isAsked }) => !isAsked))
    tx.enqueue(checkDeploymentJob, { workspace_id: tx.workspaceId, fix_id: attempt.id }, { singletonKey: attempt.id })
  return doubted
}
