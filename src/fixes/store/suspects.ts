// SQL about what may have caused an error: the commits that were found, and the deployments around its first occurrence.
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../platform/db/open-database.ts'
import type { KnownRepository } from './repositories.ts'

const questionSchema = z.object({ in_app: z.array(z.string()), released_at: z.string().nullable() })
const suspectSchema = z.object({
  sha: z.string(),
  subject: z.string(),
  url: z.string().nullable(),
  committed_at: z.string(),
  score: z.number(),
  files: z.array(z.string()),
  pull_request: z
    .object({ repository: z.string(), number: z.number(), title: z.string(), url: z.string().nullable() })
    .nullable(),
})
export type StoredSuspect = z.infer<typeof suspectSchema>

export interface SuspectsQuestion {
  frames: string[]
  releasedAt: Date | null
  firstSeen: Date | null
}

/** Asks, or asks again: what was found before stays until something else is. */
export async function askForSuspects(
  db: Db,
  key: { workspaceId: string; issueId: string; now: Date },
  { frames, releasedAt, firstSeen }: SuspectsQuestion,
): Promise<void> {
  const question = JSON.stringify({ in_app: frames, released_at: releasedAt })
  await sql`
    insert into dispatch_suspects (issue_id, workspace_id, state, detail, first_seen, frames, looked_at)
    values (${key.issueId}, ${key.workspaceId}, 'unknown', 'The commits before it are being looked at.', ${firstSeen}, ${question}::jsonb, ${key.now})
    on conflict (issue_id) do update set frames = excluded.frames, first_seen = least(excluded.first_seen, dispatch_suspects.first_seen)`.execute(
    db,
  )
}

/** Undefined when its issue was deleted, or nobody asked. */
export async function findQuestion(db: Db, workspaceId: string, issueId: string): Promise<SuspectsQuestion | undefined> {
  const row = await db
    .selectFrom('dispatch_suspects as s')
    .innerJoin('dispatch_issue as i', 'i.id', 's.issue_id')
    .select(['s.frames', 's.first_seen', 'i.created_at'])
    .where('s.issue_id', '=', issueId)
    .where('s.workspace_id', '=', workspaceId)
    .where('i.deleted_at', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  const { in_app, released_at } = questionSchema.parse(row.frames)
  return {
    frames: in_app,
    releasedAt: released_at === null ? null : new Date(released_at),
    firstSeen: row.first_seen ?? row.created_at,
  }
}

export interface FoundSuspects {
  state: 'found' | 'none' | 'unknown'
  detail: string
  repository: string | null
  commits: StoredSuspect[]
}

export async function saveSuspects(db: Db, issueId: string, found: FoundSuspects & { now: Date }): Promise<void> {
  await db
    .updateTable('dispatch_suspects')
    .set({
      state: found.state,
      detail: found.detail,
      repository: found.repository,
      commits: JSON.stringify(found.commits),
      looked_at: found.now,
    })
    .where('issue_id', '=', issueId)
    .execute()
}

export async function findSuspectsOf(db: Db, issueId: string) {
  const row = await db
    .selectFrom('dispatch_suspects')
    .select(['state', 'detail', 'repository', 'first_seen', 'commits', 'looked_at'])
    .where('issue_id', '=', issueId)
    .executeTakeFirst()
  return row && { ...row, commits: z.array(suspectSchema).parse(row.commits) }
}

/** When any of the errors behind an issue was first seen; undefined for what is no error. */
export async function findFirstSeen(db: Db, issueId: string): Promise<Date | undefined> {
  const row = await db
    .selectFrom('dispatch_external_issue')
    .select(sql<Date>`coalesce(first_seen, created_at)`.as('seen'))
    .where('issue_id', '=', issueId)
    .where('is_error_source', '=', true)
    .orderBy('seen')
    .limit(1)
    .executeTakeFirst()
  return row?.seen
}

/** The issue's own repository, else the one that its error's project is mapped to, else the default one, else the only one. */
export async function findRepositoryOfError(db: Db, issueId: string): Promise<KnownRepository | undefined> {
  const { rows } = await sql<KnownRepository & { rank: number; others: number }>`
    select r.id, r.workspace_id, r.provider, r.git_url, r.default_branch, coalesce(r.full_name, r.name) as full_name, count(*) over ()::int as others,
      case when r.id = i.repository_id then 0
        when exists (
          select from dispatch_external_issue x join dispatch_repository_mapping m
            on m.workspace_id = x.workspace_id and m.source = x.source and m.project_key = x.project
          where x.issue_id = i.id and m.repository_id = r.id) then 1
        when r.is_default then 2 else 3 end as rank
    from dispatch_issue i join dispatch_repository r on r.workspace_id = i.workspace_id and r.deleted_at is null
    where i.id = ${issueId} order by rank, r.created_at, r.id limit 1`.execute(db)
  const [found] = rows
  if (!found || (found.rank === 3 && found.others > 1)) return undefined
  const { rank: _rank, others: _others, ...repository } = found
  return repository
}

export interface DeploymentAround {
  id: string
  environment: string
  sha: string
  url: string | null
  deployed_at: Date
}

/** The last three production deployments in the week before a time, and the first three in the day after it, in order. */
export async function listDeploymentsAround(
  db: Db,
  key: { workspaceId: string; repository: string; at: Date },
): Promise<DeploymentAround[]> {
  const { rows } = await sql<DeploymentAround>`
    with near as (
      select id, environment, sha, url, deployed_at from dispatch_deployment
      where workspace_id = ${key.workspaceId} and lower(repository) = lower(${key.repository}) and is_production
    )
    select * from (
      (select * from near where deployed_at <= ${key.at} and deployed_at > ${key.at}::timestamptz - interval '7 days' order by deployed_at desc limit 3)
      union all
      (select * from near where deployed_at > ${key.at} and deployed_at <= ${key.at}::timestamptz + interval '1 day' order by deployed_at limit 3)
    ) as around order by deployed_at, id`.execute(db)
  return rows
}

export interface MergeRow {
  repository: string
  number: number
  title: string
  url: string | null
  merge_sha: string | null
}

/** The pull requests that these commits are the merges of. */
export function listPullsOfCommits(
  db: Db,
  key: { workspaceId: string; repository: string; shas: readonly string[] },
): Promise<MergeRow[]> {
  return db
    .selectFrom('dispatch_pull_request')
    .select(['repository', 'number', 'title', 'url', 'merge_sha'])
    .where('workspace_id', '=', key.workspaceId)
    .where(sql<boolean>`lower(repository) = lower(${key.repository})`)
    .where('merge_sha', 'in', key.shas)
    .execute()
}
