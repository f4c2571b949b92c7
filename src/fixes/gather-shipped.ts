// Loads what a page of deployments needs to tell what they carry: one pass a repository, however many deployments.
import type { Ctx } from '../platform/context.ts'
import { pickedFrom } from './domain/cherry-pick.ts'
import type { Containment } from './domain/containment.ts'
import {
  type Carried,
  carriedPulls,
  type MergedPull,
  type RecordedPush,
  type Relation,
  relationOf,
  type ShippedCommit,
  type Way,
  wayBetween,
} from './domain/shipped.ts'
import { readEvidence } from './evidence.ts'
import {
  listFixesOfPulls,
  listIssuesOfPulls,
  listMergedPulls,
  listPushesBetween,
  type MergedPullRow,
  type PlacedDeploymentRow,
  type PullFixRow,
  type PullIssueRow,
} from './store/deployment-views.ts'

const day = 86_400_000
/** Where nothing was deployed before, pull requests of this long ago may be in it. */
const firstPeriodMs = 14 * day
/** A push may be older than the merge that it carries, and a merge than the deployment before. */
const slackMs = 2 * day

export interface Shipped {
  row: PlacedDeploymentRow
  relation: Relation
  isRolledBack: boolean
  way: Way
  carried: (Carried & { pull: MergedPullRow; issues: PullIssueRow[]; fixes: PullFixRow[] })[]
}

type Reading = Pick<Ctx, 'db' | 'workspaceId'>

/** In the order of the rows. */
export async function gatherShipped(ctx: Reading, rows: readonly PlacedDeploymentRow[]): Promise<Shipped[]> {
  const groups = Map.groupBy(rows, (row) => row.repository.toLowerCase())
  const found = new Map<string, Shipped>()
  for (const group of groups.values()) {
    const material = await loadMaterial(ctx, group)
    for (const row of group) found.set(row.id, toShipped(row, material))
  }
  return rows.flatMap((row) => found.get(row.id) ?? [])
}

interface Material {
  pushes: RecordedPush[]
  pulls: MergedPullRow[]
  issues: Map<string, PullIssueRow[]>
  fixes: Map<string, PullFixRow[]>
}

async function loadMaterial(ctx: Reading, rows: readonly PlacedDeploymentRow[]): Promise<Material> {
  const begin = Math.min(
    ...rows.map((row) => (row.previous_at?.getTime() ?? row.deployed_at.getTime() - firstPeriodMs) - slackMs),
  )
  const end = Math.max(...rows.map((row) => (row.next_at ?? row.deployed_at).getTime()))
  const repository = rows[0]?.repository ?? ''
  const period = { workspaceId: ctx.workspaceId, repository, since: new Date(begin), until: new Date(end) }
  const pushes = await listPushesBetween(ctx.db, period)
  const pulls = await listMergedPulls(ctx.db, { ...period, deploymentIds: rows.map(({ id }) => id) })
  const pullIds = pulls.map(({ id }) => id)
  return {
    pushes,
    pulls,
    issues: Map.groupBy(await listIssuesOfPulls(ctx.db, pullIds), (issue) => issue.pull_request_id),
    fixes: Map.groupBy(await listFixesOfPulls(ctx.db, pullIds), (fix) => fix.pull_request_id),
  }
}

function toShipped(row: PlacedDeploymentRow, { pushes, pulls, issues, fixes }: Material): Shipped {
  const { sha, previous_sha: previousSha, previous_at: previousAt, ran_earlier: ranEarlier } = row
  const relation = relationOf({ sha, previousSha, ranEarlier }, pushes)
  const way = relation === 'rollback' ? { isKnown: true, commits: [] } : wayBetween(previousSha, sha, pushes)
  const carried = carriedPulls({
    sha,
    deployedAt: row.deployed_at.toISOString(),
    listed: row.commits,
    previous: previousSha !== null && previousAt ? { sha: previousSha, deployedAt: previousAt.toISOString() } : null,
    relation,
    way,
    picks: pushes.flatMap(({ commits }) => commits.flatMap(toPicks)),
    pulls: pulls.map((pull) => toMerged(pull, { fixes: fixes.get(pull.id) ?? [], deploymentId: row.id })),
  })
  const byId = new Map(pulls.map((pull) => [pull.id, pull]))
  return {
    row,
    relation,
    isRolledBack: isRolledBack(row, pushes),
    way,
    carried: carried.flatMap((one) => {
      const pull = byId.get(one.pullId)
      return pull ? [{ ...one, pull, issues: issues.get(pull.id) ?? [], fixes: fixes.get(pull.id) ?? [] }] : []
    }),
  }
}

function toPicks({ sha, message }: ShippedCommit): { sha: string; from: string }[] {
  return pickedFrom(message).map((from) => ({ sha, from }))
}

function isRolledBack(
  { sha, next_sha: next, next_ran_earlier: ranEarlier }: PlacedDeploymentRow,
  pushes: RecordedPush[],
): boolean {
  return next !== null && relationOf({ sha: next, previousSha: sha, ranEarlier }, pushes) === 'rollback'
}

function toMerged(pull: MergedPullRow, { fixes, deploymentId }: { fixes: PullFixRow[]; deploymentId: string }): MergedPull {
  return {
    id: pull.id,
    mergeSha: pull.merge_sha,
    mergedAt: pull.merged_at.toISOString(),
    asked: Object.assign({}, ...fixes.map(({ evidence }) => askedOf(evidence))),
    isWatchedHere: fixes.some((fix) => fix.deployment_id === deploymentId),
  }
}

const ways: readonly string[] = ['equal', 'listed', 'cherry_pick', 'push_chain', 'ancestor', 'comparison', 'nothing_known']

/** What was found out outside, as it is remembered with a fix. */
function askedOf(stored: unknown): Record<string, Containment> {
  const entries = Object.entries(readEvidence(stored).containment)
  return Object.fromEntries(entries.map(([sha, { contains, how }]) => [sha, { contains, how: isWay(how) ? how : 'comparison' }]))
}

function isWay(how: string): how is Containment['how'] {
  return ways.includes(how)
}
