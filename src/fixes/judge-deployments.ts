// Which production deployments contain the merge of an attempt, by what is known here: no network.
import type { Ctx, Tx } from '../platform/context.ts'
import { pickedFrom } from './domain/cherry-pick.ts'
import { containmentByPushes, decideContainment, type PushEdge } from './domain/containment.ts'
import type { ProductionDeployment } from './domain/deploy-chain.ts'
import { type AttemptEvidence, readEvidence } from './evidence.ts'
import { type AttemptRow, updateAttempt } from './store/attempts.ts'
import { type DeploymentRow, listProductionDeployments } from './store/deployments.ts'
import { listPushes, noCommit, type PushRow } from './store/pushes.ts'

/** Clocks of pipelines run ahead of GitHub's by no more than this. */
const clockSkewMs = 5 * 60_000
/** A push may be older than the merge that it carries: commits are pushed before a pull request is merged. */
const pushesBeforeMergeMs = 24 * 3_600_000

export interface JudgedDeployment extends ProductionDeployment {
  row: DeploymentRow
}

/** The production deployments since the merge, each with whether it contains it, by what is known here. */
export async function judgeDeployments(
  ctx: Pick<Ctx, 'db' | 'workspaceId'>,
  attempt: AttemptRow,
  evidence: AttemptEvidence,
): Promise<JudgedDeployment[]> {
  const key = { workspaceId: ctx.workspaceId, repository: attempt.repository }
  const rows = await listProductionDeployments(ctx.db, { ...key, since: new Date(attempt.merged_at.getTime() - clockSkewMs) })
  const proven = new Set([attempt.merge_sha, ...evidence.contained])
  const isProven = ({ sha, commits }: DeploymentRow) => proven.has(sha) || commits.includes(attempt.merge_sha)
  if (rows.every(isProven)) return rows.map((row) => judged(row, 'yes'))
  const pushes = await listPushes(ctx.db, { ...key, since: new Date(attempt.merged_at.getTime() - pushesBeforeMergeMs) })
  const byPushes = containmentByPushes(attempt.merge_sha, pushes.map(toEdge))
  const picks = pushes.flatMap(toPicks)
  return rows.map((row) => {
    const facts = { mergeSha: attempt.merge_sha, deployedSha: row.sha, listed: row.commits, picks, byPushes }
    const { contains } = decideContainment(facts)
    const found = contains === 'unknown' ? (evidence.containment[row.sha]?.contains ?? 'unknown') : contains
    return judged(row, isProven(row) ? 'yes' : found)
  })
}

function judged(row: DeploymentRow, contains: JudgedDeployment['contains']): JudgedDeployment {
  const { id, sha, environment, deployed_at } = row
  return { id, sha, environment: environment.toLowerCase(), deployedAt: deployed_at.toISOString(), contains, row }
}

/** Unknown; and what was deployed after the next fix landed says nothing of one that was superseded. */
export function mattersTo({ state, succeeded_at }: AttemptRow): (deployment: JudgedDeployment) => boolean {
  const until = state === 'superseded' ? (succeeded_at?.toISOString() ?? '') : null
  return ({ contains, deployedAt }) => contains === 'unknown' && (until === null || deployedAt <= until)
}

/** More commits than are deployed while a fix is looked after. */
const mostKept = 500

/** Judges them, and keeps what is proven: the next occurrence need not read the pushes again. */
export async function proveDeployments<A extends AttemptRow>(
  tx: Tx,
  attempt: A,
): Promise<{ attempt: A; deployments: JudgedDeployment[] }> {
  const evidence = readEvidence(attempt.evidence)
  const deployments = await judgeDeployments(tx, attempt, evidence)
  const known = new Set([attempt.merge_sha, ...evidence.contained])
  const proven = new Set(deployments.filter(({ sha, contains }) => contains === 'yes' && !known.has(sha)).map(({ sha }) => sha))
  if (proven.size === 0) return { attempt, deployments }
  const kept = { ...evidence, contained: [...evidence.contained, ...proven].slice(-mostKept) }
  await updateAttempt(tx.db, attempt.id, { evidence: kept, now: tx.now })
  return { attempt: { ...attempt, evidence: kept }, deployments }
}

function toPicks({ commits }: PushRow): { sha: string; from: string }[] {
  return commits.flatMap(({ sha, message }) => pickedFrom(message).map((from) => ({ sha, from })))
}

/** A push as the chain of its ref sees it. */
export function toEdge({ ref, before_sha, after_sha, forced, commits }: PushRow): PushEdge {
  return {
    ref,
    before: before_sha === noCommit ? null : before_sha,
    after: after_sha === noCommit ? null : after_sha,
    forced,
    commits: commits.map((commit) => commit.sha),
  }
}
