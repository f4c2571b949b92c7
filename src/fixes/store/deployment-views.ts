// SQL that shows deployments to people, with what stood before and after them, and what they may carry.
import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import type { Category } from '../../issues/domain/category.ts'
import type { Db } from '../../platform/db/open-database.ts'
import type { AttemptState } from '../domain/attempt.ts'
import type { RecordedPush } from '../domain/shipped.ts'
import type { DeploymentRow } from './deployments.ts'
import { noCommit } from './pushes.ts'

export interface PlacedDeploymentRow extends DeploymentRow {
  previous_id: string | null
  previous_sha: string | null
  previous_at: Date | null
  /** Its commit ran there before the previous deployment. */
  ran_earlier: boolean
  next_id: string | null
  next_sha: string | null
  next_at: Date | null
  /** The next one's commit ran there before this deployment. */
  next_ran_earlier: boolean
}

export interface DeploymentFilter {
  repository?: string | undefined
  environment?: string | undefined
  production?: boolean | undefined
  /** The beginning of a sha. */
  sha?: string | undefined
  since?: Date | undefined
  until?: Date | undefined
}

export interface DeploymentPage {
  workspaceId: string
  filter: DeploymentFilter
  after?: { at: string; id: string } | undefined
  limit: number
}

/** One page and one row more, newest first. */
export function listPlacedDeployments(
  db: Db,
  { workspaceId, filter, after, limit }: DeploymentPage,
): Promise<PlacedDeploymentRow[]> {
  const { repository, environment, production, sha, since, until } = filter
  const conditions = [
    ...(repository === undefined ? [] : [sql`lower(repository) = lower(${repository})`]),
    ...(environment === undefined ? [] : [sql`lower(environment) = lower(${environment})`]),
    ...(production === undefined ? [] : [sql`is_production = ${production}`]),
    ...(sha === undefined ? [] : [sql`sha like ${`${sha}%`}`]),
    ...(since ? [sql`deployed_at >= ${since}`] : []),
    ...(until ? [sql`deployed_at < ${until}`] : []),
    ...(after ? [sql`(deployed_at, id) < (${after.at}::timestamptz, ${after.id})`] : []),
  ]
  const passes = conditions.length > 0 ? sql`and ${sql.join(conditions, sql` and `)}` : sql``
  return selectPlaced(
    db,
    sql`select * from dispatch_deployment where workspace_id = ${workspaceId} ${passes} order by deployed_at desc, id desc limit ${limit + 1}`,
  )
}

export async function findPlacedDeployment(db: Db, workspaceId: string, id: string): Promise<PlacedDeploymentRow | undefined> {
  const rows = await selectPlaced(db, sql`select * from dispatch_deployment where workspace_id = ${workspaceId} and id = ${id}`)
  return rows[0]
}

async function selectPlaced(db: Db, chosen: RawBuilder<unknown>): Promise<PlacedDeploymentRow[]> {
  const samePlace = sql`other.workspace_id = d.workspace_id and lower(other.repository) = lower(d.repository)
    and lower(other.environment) = lower(d.environment) and other.is_production = d.is_production`
  const { rows } = await sql<PlacedDeploymentRow>`
    select d.*, previous.id as previous_id, previous.sha as previous_sha, previous.deployed_at as previous_at,
      next.id as next_id, next.sha as next_sha, next.deployed_at as next_at,
      exists (select from dispatch_deployment other where ${samePlace} and other.sha = d.sha
        and (other.deployed_at, other.id) < (previous.deployed_at, previous.id)) as ran_earlier,
      exists (select from dispatch_deployment other where ${samePlace} and other.sha = next.sha
        and (other.deployed_at, other.id) < (d.deployed_at, d.id)) as next_ran_earlier
    from (${chosen}) d
    left join lateral (
      select id, sha, deployed_at from dispatch_deployment other
      where ${samePlace} and (other.deployed_at, other.id) < (d.deployed_at, d.id)
      order by other.deployed_at desc, other.id desc limit 1) previous on true
    left join lateral (
      select id, sha, deployed_at from dispatch_deployment other
      where ${samePlace} and (other.deployed_at, other.id) > (d.deployed_at, d.id)
      order by other.deployed_at, other.id limit 1) next on true
    order by d.deployed_at desc, d.id desc`.execute(db)
  return rows
}

export interface Period {
  workspaceId: string
  repository: string
  since: Date
  until: Date
}

const storedCommits = z.array(z.object({ sha: z.string(), message: z.string() }))
const mostPushes = 3_000

/** The moves of branches in a period. */
export async function listPushesBetween(db: Db, { workspaceId, repository, since, until }: Period): Promise<RecordedPush[]> {
  const rows = await db
    .selectFrom('dispatch_push')
    .select(['ref', 'before_sha', 'after_sha', 'forced', 'commits'])
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`lower(repository) = lower(${repository})`)
    .where('pushed_at', '>=', since)
    .where('pushed_at', '<=', until)
    .orderBy('pushed_at', 'desc')
    .limit(mostPushes)
    .execute()
  return rows.map((row) => ({
    ref: row.ref,
    before: row.before_sha === noCommit ? null : row.before_sha,
    after: row.after_sha === noCommit ? null : row.after_sha,
    forced: row.forced,
    commits: storedCommits.parse(row.commits),
  }))
}

export interface MergedPullRow {
  id: string
  repository: string
  number: number
  title: string
  url: string | null
  merge_sha: string
  merged_at: Date
}

/** Pull requests that were merged in a period, and those whose fixes are watched since one of these deployments. */
export async function listMergedPulls(db: Db, period: Period & { deploymentIds: readonly string[] }): Promise<MergedPullRow[]> {
  const { rows } = await sql<MergedPullRow>`
    select id, repository, number, title, url, merge_sha, merged_at from dispatch_pull_request
    where workspace_id = ${period.workspaceId} and lower(repository) = lower(${period.repository}) and merge_sha is not null
      and merged_at is not null and (merged_at between ${period.since} and ${period.until} or id in (
        select pull_request_id from dispatch_fix_attempt where deployment_id = any (${period.deploymentIds}::text[])))
    order by merged_at desc, id desc limit 1000`.execute(db)
  return rows
}

export interface PullIssueRow {
  pull_request_id: string
  link_kind: 'closes' | 'mentions'
  id: string
  identifier: string
  title: string
  status_name: string
  category: Category
}

/** The issues that pull requests close or mention. */
export async function listIssuesOfPulls(db: Db, pullIds: readonly string[]): Promise<PullIssueRow[]> {
  const { rows } = await sql<PullIssueRow>`
    select link.pull_request_id, link.link_kind, issue.id, workspace.prefix || '-' || issue.number as identifier, issue.title,
      status.name as status_name, status.category
    from dispatch_issue_pr link
    join dispatch_issue issue on issue.id = link.issue_id and issue.deleted_at is null
    join dispatch_workspace workspace on workspace.id = issue.workspace_id
    join dispatch_status status on status.id = issue.status_id
    where link.pull_request_id = any (${pullIds}::text[]) and link.unlinked_at is null and link.link_kind in ('closes', 'mentions')
    order by link.link_kind, issue.number limit 2000`.execute(db)
  return rows
}

export interface PullFixRow {
  id: string
  pull_request_id: string
  issue_id: string
  issue_identifier: string
  state: AttemptState
  state_detail: string
  deployment_id: string | null
  broken_at: Date | null
  confidence: number | null
  sureness: number | null
  evidence: unknown
}

/** The fix attempts that pull requests made. */
export async function listFixesOfPulls(db: Db, pullIds: readonly string[]): Promise<PullFixRow[]> {
  const { rows } = await sql<PullFixRow>`
    select fix.id, fix.pull_request_id, fix.issue_id, workspace.prefix || '-' || issue.number as issue_identifier, fix.state, fix.state_detail,
      fix.deployment_id, fix.broken_at, fix.confidence, fix.sureness, jsonb_build_object('containment', coalesce(fix.evidence -> 'containment', '{}'::jsonb)) as evidence
    from dispatch_fix_attempt fix
    join dispatch_issue issue on issue.id = fix.issue_id and issue.deleted_at is null
    join dispatch_workspace workspace on workspace.id = fix.workspace_id
    where fix.pull_request_id = any (${pullIds}::text[])
    order by fix.created_at desc, fix.id desc limit 2000`.execute(db)
  return rows
}
