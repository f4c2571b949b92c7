// SQL about pull requests that carry the merges of others onwards.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { PullRow } from './pulls.ts'

export interface BranchKey {
  workspaceId: string
  repository: string
  branch: string
}

/** More merges than a branch collects between two releases. */
const mostCargo = 300

/** Pull requests that were merged into a branch, in the order of their merges. */
export function listMergedInto(db: Db, key: BranchKey & { since: Date; until: Date }): Promise<PullRow[]> {
  return db
    .selectFrom('dispatch_pull_request')
    .selectAll()
    .where('workspace_id', '=', key.workspaceId)
    .where(sql<boolean>`lower(repository) = lower(${key.repository})`)
    .where('base_branch', '=', key.branch)
    .where('state', '=', 'merged')
    .where('merge_sha', 'is not', null)
    .where('merged_at', '>=', key.since)
    .where('merged_at', '<=', key.until)
    .orderBy('merged_at', 'desc')
    .limit(mostCargo)
    .execute()
    .then((rows) => rows.reverse())
}

/** Pull requests that leave a branch of the repository itself: open ones, and merged ones since a time, the oldest merge first. */
export function listLeaving(db: Db, key: BranchKey & { since: Date }): Promise<PullRow[]> {
  return db
    .selectFrom('dispatch_pull_request')
    .selectAll()
    .where('workspace_id', '=', key.workspaceId)
    .where(sql<boolean>`lower(repository) = lower(${key.repository})`)
    .where('head_branch', '=', key.branch)
    .where('is_foreign', '=', false)
    .where((eb) => eb.or([eb('state', 'in', ['open', 'draft']), eb('merged_at', '>=', key.since)]))
    .orderBy(sql`merged_at nulls last`)
    .limit(50)
    .execute()
}

/** Whether anything was ever merged into a branch by a pull request. */
export async function isMergedInto(db: Db, key: BranchKey): Promise<boolean> {
  const row = await db
    .selectFrom('dispatch_pull_request')
    .select('id')
    .where('workspace_id', '=', key.workspaceId)
    .where(sql<boolean>`lower(repository) = lower(${key.repository})`)
    .where('base_branch', '=', key.branch)
    .where('merged_at', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export async function findStagingBranches(db: Db, workspaceId: string, repository: string): Promise<string[]> {
  const row = await db
    .selectFrom('dispatch_repository')
    .select('staging_branches')
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .where(sql<boolean>`lower(coalesce(full_name, name)) = lower(${repository})`)
    .orderBy('created_at')
    .executeTakeFirst()
  return row?.staging_branches ?? []
}

/** The earliest release holds; false when this one, or an earlier one, is known. */
export async function setRelease(db: Db, pullId: string, release: { id: string; mergedAt: Date }): Promise<boolean> {
  const result = await db
    .updateTable('dispatch_pull_request as pull')
    .set({ release_pull_id: release.id })
    .where('pull.id', '=', pullId)
    .where((eb) =>
      eb.or([
        eb('pull.release_pull_id', 'is', null),
        eb.and([
          eb('pull.release_pull_id', '<>', release.id),
          eb.exists(
            eb
              .selectFrom('dispatch_pull_request as earlier')
              .select('earlier.id')
              .whereRef('earlier.id', '=', 'pull.release_pull_id')
              .where('earlier.merged_at', '>', release.mergedAt),
          ),
        ]),
      ]),
    )
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export interface ForgottenLink {
  id: string
  pull_request_id: string
  repository: string
  number: number
  state: PullRow['state']
}

/** Links to other pull requests that left the same branch: to none that carries something else that closes the issue. */
export async function deleteOtherReleaseLinks(db: Db, issueId: string, release: PullRow): Promise<ForgottenLink[]> {
  const { rows } = await sql<ForgottenLink>`
    delete from dispatch_issue_pr link using dispatch_pull_request other
    where link.issue_id = ${issueId} and link.link_kind = 'mentions' and link.matched_by = 'release' and link.unlinked_at is null
      and other.id = link.pull_request_id and other.id <> ${release.id}
      and lower(other.repository) = lower(${release.repository}) and other.head_branch = ${release.head_branch}
      and not exists (
        select from dispatch_issue_pr closing join dispatch_pull_request cargo on cargo.id = closing.pull_request_id
        where closing.issue_id = link.issue_id and closing.link_kind = 'closes' and closing.unlinked_at is null
          and cargo.release_pull_id = other.id)
    returning link.id, link.pull_request_id, other.repository, other.number, other.state`.execute(db)
  return rows
}

/** A pull request, and the merged ones that carried it onwards, one after the other. */
export async function listWay(db: Db, pullId: string): Promise<WayRow[]> {
  const { rows } = await sql<WayRow>`
    with recursive way as (
      select id, release_pull_id, repository, number, base_branch, merge_sha, merged_at, 0 as step from dispatch_pull_request where id = ${pullId}
      union all
      select next.id, next.release_pull_id, next.repository, next.number, next.base_branch, next.merge_sha, next.merged_at, way.step + 1
      from way join dispatch_pull_request next on next.id = way.release_pull_id where way.step < 5
    )
    select id, repository, number, base_branch, merge_sha, merged_at from way order by step`.execute(db)
  return rows
}

export interface WayRow {
  id: string
  repository: string
  number: number
  base_branch: string | null
  merge_sha: string | null
  merged_at: Date | null
}

/** More merges than a release is asked about. */
const mostLacking = 1_000

/** Its head is known not to contain them: nobody need be asked about them again. */
export async function noteLacking(db: Db, releaseId: string, mergeShas: readonly string[]): Promise<void> {
  await sql`
    update dispatch_pull_request set lacks_merges = (
      select coalesce(array_agg(sha), '{}') from (select distinct sha from unnest(lacks_merges || ${[...mergeShas]}::text[]) sha limit ${mostLacking}) kept)
    where id = ${releaseId}`.execute(db)
}

/** It is not known any more to have left its branch. */
export async function clearRelease(db: Db, pullId: string): Promise<void> {
  await db.updateTable('dispatch_pull_request').set({ release_pull_id: null }).where('id', '=', pullId).execute()
}

/** Whether an issue was told that a release did not carry a pull request. */
export async function wasDropped(db: Db, told: { issueId: string; pullRequest: string; release: string }): Promise<boolean> {
  const row = await db
    .selectFrom('dispatch_decision')
    .select('id')
    .where('issue_id', '=', told.issueId)
    .where('rule', '=', 'release')
    .where('result', '=', 'dropped')
    .where(sql<boolean>`inputs ->> 'pull_request' = ${told.pullRequest} and inputs ->> 'release' = ${told.release}`)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
