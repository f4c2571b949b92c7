// SQL about which pull request belongs to which issue.
import type { Selectable } from 'kysely'
import type { Actor } from '../../platform/context.ts'
import type { Db } from '../../platform/db/open-database.ts'
import type { DB } from '../../platform/db/schema.generated.ts'

export type LinkRow = Selectable<DB['dispatch_issue_pr']>
export type LinkKind = LinkRow['link_kind']

export interface NewLink {
  id: string
  workspace_id: string
  issue_id: string
  pull_request_id: string
  link_kind: LinkKind
  matched_by: string
  linked_by: Actor
  score: number | null
  created_at: Date
}

/** Also a link that was removed: who removed it is not overruled by a later delivery. */
export function lockLink(db: Db, issueId: string, pullId: string): Promise<LinkRow | undefined> {
  return db
    .selectFrom('dispatch_issue_pr')
    .selectAll()
    .where('issue_id', '=', issueId)
    .where('pull_request_id', '=', pullId)
    .forUpdate()
    .executeTakeFirst()
}

/** Whether a pull request closes an issue, as far as anybody knows by now. */
export async function isClosing(db: Db, issueId: string, pullId: string): Promise<boolean> {
  const link = await db
    .selectFrom('dispatch_issue_pr')
    .select('id')
    .where('issue_id', '=', issueId)
    .where('pull_request_id', '=', pullId)
    .where('link_kind', '=', 'closes')
    .where('unlinked_at', 'is', null)
    .executeTakeFirst()
  return link !== undefined
}

/** Fails with SQLSTATE 23505 when another transaction linked them first. */
export async function insertLink(db: Db, { linked_by, ...link }: NewLink): Promise<void> {
  await db
    .insertInto('dispatch_issue_pr')
    .values({ ...link, linked_by: { ...linked_by } })
    .execute()
}

export interface LinkChange {
  link_kind: LinkKind
  matched_by: string
  linked_by: Actor
}

/** Makes it stronger, or brings it back. */
export async function changeLink(db: Db, id: string, { linked_by, ...change }: LinkChange): Promise<void> {
  await db
    .updateTable('dispatch_issue_pr')
    .set({ ...change, linked_by: { ...linked_by }, unlinked_at: null })
    .where('id', '=', id)
    .execute()
}

export async function removeLink(db: Db, id: string, now: Date): Promise<void> {
  await db
    .updateTable('dispatch_issue_pr')
    .set({ unlinked_at: now })
    .where('id', '=', id)
    .where('unlinked_at', 'is', null)
    .execute()
}

export function findLink(db: Db, issueId: string, linkId: string): Promise<LinkRow | undefined> {
  return db
    .selectFrom('dispatch_issue_pr')
    .selectAll()
    .where('id', '=', linkId)
    .where('issue_id', '=', issueId)
    .where('unlinked_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
}

/** The issues that a pull request is linked to now, without deleted ones. */
export function listLinksOfPull(db: Db, pullId: string): Promise<LinkRow[]> {
  return db
    .selectFrom('dispatch_issue_pr as link')
    .innerJoin('dispatch_issue as issue', 'issue.id', 'link.issue_id')
    .selectAll('link')
    .where('link.pull_request_id', '=', pullId)
    .where('link.unlinked_at', 'is', null)
    .where('issue.deleted_at', 'is', null)
    .orderBy('link.id')
    .execute()
}

/** What the API shows of the pull requests of an issue, the newest first. */
export function listPullsOfIssue(db: Db, issueId: string) {
  return db
    .selectFrom('dispatch_issue_pr as link')
    .innerJoin('dispatch_pull_request as pull', 'pull.id', 'link.pull_request_id')
    .select(['link.id', 'link.link_kind', 'link.matched_by', 'link.score'])
    .select(['pull.repository', 'pull.number', 'pull.title', 'pull.url', 'pull.state', 'pull.ci_state', 'pull.author'])
    .select(['pull.head_branch', 'pull.base_branch', 'pull.merge_sha', 'pull.merged_at', 'pull.updated_at'])
    .where('link.issue_id', '=', issueId)
    .where('link.unlinked_at', 'is', null)
    .orderBy('pull.updated_at', 'desc')
    .orderBy('link.id', 'desc')
    .limit(200)
    .execute()
}

export type PullLinkRow = Awaited<ReturnType<typeof listPullsOfIssue>>[number]
