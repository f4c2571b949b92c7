// Something was deployed. What went to production may carry a fix there, or take one away.
import type { DeploymentOther, DeploymentSucceeded } from '../intake/domain/signal.ts'
import type { Tx } from '../platform/context.ts'
import { announcePull } from './announce-pull.ts'
import type { Applied, Effect } from './applied.ts'
import { decideProduction } from './domain/production.ts'
import { loadFixPolicy } from './fix-policy.ts'
import { checksOf } from './follow-checks.ts'
import { followDeploymentsOf } from './follow-deployments.ts'
import { hearCodeNews } from './late-news.ts'
import { findAttempt, listOpenAttempts } from './store/attempts.ts'
import { type DeploymentRow, insertDeployment } from './store/deployments.ts'
import { findPullsByHead, setPullChecks } from './store/pulls.ts'
import type { KnownRepository } from './store/repositories.ts'

export interface RecordedDeployment extends Applied {
  /** Null where it is not kept. */
  deployment: DeploymentRow | null
}

/** @param signal must have been kept before, so that a repetition never comes here */
export async function recordDeployment(
  tx: Tx,
  signal: DeploymentSucceeded,
  repository: KnownRepository,
): Promise<RecordedDeployment> {
  const policy = await loadFixPolicy(tx)
  const production = decideProduction(
    { ...signal, repository: { ...signal.repository, defaultBranch: repository.default_branch } },
    policy.production,
  )
  const checks = await recordChecks(tx, signal, repository)
  // Most workflows deploy nothing; one that would but for its branch or fork is kept, so that people see why it does not count.
  if (!signal.sha || production.reason.code === 'other_workflow') {
    return {
      reason: production.reason.code,
      detail: production.reason.sentence,
      issueId: null,
      effects: checks,
      deployment: null,
    }
  }
  const deployment = await insertDeployment(tx.db, {
    id: tx.newId('dep'),
    workspace_id: tx.workspaceId,
    repository: repository.full_name,
    environment: production.environment,
    is_production: production.isProduction,
    production_reason: production.reason.sentence,
    sha: signal.sha,
    vendor_id: signal.vendorId,
    source: signal.via,
    commits: signal.commits,
    url: signal.url,
    deployed_at: signal.deployedAt,
    received_at: tx.now,
  })
  if (!deployment)
    return { reason: 'deployment_known', detail: 'This deployment is known.', issueId: null, effects: [], deployment: null }
  announce(tx, deployment)
  const moved = production.isProduction ? await followAll(tx, repository, signal.deployedAt) : []
  const effects = [
    { type: 'deployment.recorded', deployment_id: deployment.id, is_production: production.isProduction },
    ...checks,
    ...moved,
  ]
  const issueId = moved.find((effect) => typeof effect.issue_id === 'string')?.issue_id
  return {
    reason: production.reason.code,
    detail: production.reason.sentence,
    issueId: typeof issueId === 'string' ? issueId : null,
    effects,
    deployment,
  }
}

/** A deployment that did not succeed, or a workflow in another state: only the checks of pull requests hear of it. */
export async function recordOtherDeployment(tx: Tx, signal: DeploymentOther, repository: KnownRepository): Promise<Applied> {
  const effects = await recordChecks(tx, signal, repository)
  return { reason: 'not_a_success', detail: `The ${signal.via.replace('_', ' ')} is ${signal.state}.`, issueId: null, effects }
}

function announce(tx: Tx, deployment: DeploymentRow): void {
  tx.emit({
    type: 'deployment.recorded',
    subject: { type: 'deployment', id: deployment.id },
    payload: {
      deployment_id: deployment.id,
      repository: deployment.repository,
      environment: deployment.environment,
      is_production: deployment.is_production,
      reason: deployment.production_reason,
      sha: deployment.sha,
      deployed_at: deployment.deployed_at.toISOString(),
    },
  })
}

async function followAll(tx: Tx, repository: KnownRepository, at: string): Promise<Effect[]> {
  const effects: Effect[] = []
  for (const id of await listOpenAttempts(tx.db, { workspaceId: tx.workspaceId, repository: repository.full_name })) {
    const before = await findAttempt(tx.db, id)
    await followDeploymentsOf(tx, id)
    const after = await findAttempt(tx.db, id)
    if (after && after.state !== before?.state) effects.push({ type: `fix.${after.state}`, fix_id: id, issue_id: after.issue_id })
  }
  await hearCodeNews(tx, { repository: repository.full_name, at })
  return effects
}

const checkStates = new Map([
  ['success', 'success' as const],
  ['failure', 'failure' as const],
  ['timed_out', 'failure' as const],
  ['startup_failure', 'failure' as const],
  ['queued', 'pending' as const],
  ['in_progress', 'pending' as const],
  ['requested', 'pending' as const],
])

/** A workflow of a pull request's head is its check. The last one that speaks is shown. */
async function recordChecks(
  tx: Tx,
  signal: DeploymentSucceeded | DeploymentOther,
  repository: KnownRepository,
): Promise<Effect[]> {
  const state = checkStates.get(signal.kind === 'deployment_succeeded' ? 'success' : signal.state)
  if (signal.via !== 'workflow_run' || !signal.sha || !state) return []
  const pulls = await findPullsByHead(tx.db, { workspaceId: tx.workspaceId, repository: repository.full_name, sha: signal.sha })
  const changed = pulls.filter((pull) => pull.ci_state !== state)
  const told: typeof changed = []
  for (const pull of changed) {
    if ((await checksOf(tx, pull)).isKnown) continue
    await setPullChecks(tx.db, pull.id, { state, now: tx.now })
    await announcePull(tx, { pull, changes: { ci_state: [pull.ci_state, state] } })
    told.push(pull)
  }
  return told.map((pull) => ({ type: 'pr.checks', repository: pull.repository, number: pull.number, state }))
}
