// Every statement that writes issues or reads them for a decision.
import { sql } from 'kysely'
import type { Actor } from '../../platform/context.ts'
import type { Db } from '../../platform/db/open-database.ts'
import { must } from '../../platform/must.ts'
import type { Category, Priority } from '../domain/category.ts'
import type { IssueReference } from '../domain/identifier.ts'

export interface IssueRow {
  id: string
  workspace_id: string
  number: number
  prefix: string
  title: string
  description: string
  priority: Priority
  status_id: string
  status_name: string
  category: Category
  assignee_agent_id: string | null
  assignee_user_id: string | null
  assignee_name: string | null
  repository_id: string | null
  parent_id: string | null
  source: string
  is_public_text: boolean
  is_title_trusted: boolean
  is_description_trusted: boolean
  simulated: boolean
  rank: string
  revision: number
  needs_attention: string | null
  close_reason: string | null
  closed_by_verdict_id: string | null
  branch: string | null
  is_error_sourced: boolean
  updated_at: Date
}

function issueRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('dispatch_issue as i')
    .innerJoin('dispatch_status as s', 's.id', 'i.status_id')
    .innerJoin('dispatch_workspace as w', 'w.id', 'i.workspace_id')
    .leftJoin('dispatch_agent as a', 'a.id', 'i.assignee_agent_id')
    .leftJoin('dispatch_user as u', 'u.id', 'i.assignee_user_id')
    .select([
      'i.id',
      'i.workspace_id',
      'i.number',
      'w.prefix',
      'i.title',
      'i.description',
      'i.priority',
      'i.status_id',
      's.name as status_name',
      's.category',
      'i.assignee_agent_id',
      'i.assignee_user_id',
      'i.repository_id',
      'i.parent_id',
      'i.source',
      'i.is_public_text',
      'i.is_title_trusted',
      'i.is_description_trusted',
      'i.simulated',
      'i.rank',
      'i.revision',
      'i.needs_attention',
      'i.close_reason',
      'i.closed_by_verdict_id',
      'i.branch',
      'i.updated_at',
    ])
    .select([
      sql<string | null>`coalesce(a.name, u.display_name)`.as('assignee_name'),
      sql<boolean>`exists (select from dispatch_external_issue x where x.issue_id = i.id and x.is_error_source)`.as(
        'is_error_sourced',
      ),
    ])
    .where('i.workspace_id', '=', workspaceId)
    .where('i.deleted_at', 'is', null)
}

export function findIssueById(db: Db, workspaceId: string, id: string): Promise<IssueRow | undefined> {
  return issueRows(db, workspaceId).where('i.id', '=', id).executeTakeFirst()
}

/** By number, when the prefix is the workspace's own or a former one. */
export function findIssueByNumber(db: Db, workspaceId: string, prefix: string, number: number): Promise<IssueRow | undefined> {
  return issueRows(db, workspaceId)
    .where('i.number', '=', number)
    .where(sql<boolean>`(w.prefix = ${prefix} or ${prefix} = any (w.prefix_aliases))`)
    .executeTakeFirst()
}

/**
 * Locks the issue against other writers until the end of the transaction; rows that only reference it are still let in.
 * The lock comes first and alone: joined to what the issue points at, PostgreSQL finds no row at all when whoever held
 * the lock changed that, since it joins the new issue to the old column.
 */
export async function lockIssue(db: Db, workspaceId: string, reference: IssueReference): Promise<IssueRow | undefined> {
  const locked = await issueOf(db, workspaceId, reference).forNoKeyUpdate().executeTakeFirst()
  return locked && findIssueById(db, workspaceId, locked.id)
}

function issueOf(db: Db, workspaceId: string, reference: IssueReference) {
  const issues = db
    .selectFrom('dispatch_issue')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
  if (reference.kind === 'id') return issues.where('id', '=', reference.id)
  const { prefix, number } = reference
  return issues
    .where('number', '=', number)
    .where(
      sql<boolean>`exists (select from dispatch_workspace w where w.id = workspace_id and (w.prefix = ${prefix} or ${prefix} = any (w.prefix_aliases)))`,
    )
}

export interface NewIssueRow {
  id: string
  workspaceId: string
  title: string
  description: string
  statusId: string
  priority: Priority
  assigneeAgentId: string | null
  assigneeUserId: string | null
  parentId: string | null
  repositoryId: string | null
  source: 'manual' | 'api' | 'agent' | 'sentry' | 'github' | 'loki' | 'signal'
  isPublicText: boolean
  isTitleTrusted: boolean
  isDescriptionTrusted: boolean
  simulated: boolean
  rank: string
  createdBy: Actor
  closedAt: Date | null
  now: Date
  labelIds: string[]
}

/** The issue with the next number and its labels, as one statement; returns the number, whose counter is locked from here to the commit. */
export async function insertIssue(db: Db, row: NewIssueRow): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    with counter as (
      update dispatch_issue_counter set last = last + 1 where workspace_id = ${row.workspaceId} returning last
    ), issue as (
      insert into dispatch_issue (id, workspace_id, number, title, description, status_id, priority, assignee_agent_id, assignee_user_id, parent_id,
        repository_id, source, is_public_text, is_title_trusted, is_description_trusted, simulated, rank, created_by, created_at, updated_at,
        closed_at)
      select ${row.id}, ${row.workspaceId}, counter.last, ${row.title}, ${row.description}, ${row.statusId}, ${row.priority}, ${row.assigneeAgentId},
        ${row.assigneeUserId}, ${row.parentId}, ${row.repositoryId}, ${row.source}, ${row.isPublicText}::boolean, ${row.isTitleTrusted}::boolean,
        ${row.isDescriptionTrusted}::boolean, ${row.simulated}::boolean, ${row.rank},
        ${JSON.stringify(row.createdBy)}::jsonb, ${row.now}::timestamptz, ${row.now}::timestamptz, ${row.closedAt}::timestamptz
      from counter
      returning id, number
    ), labelled as (
      insert into dispatch_issue_label (issue_id, label_id) select issue.id, label from issue, unnest(${row.labelIds}::text[]) as label
    )
    select number::int8 from issue`.execute(db)
  return must(rows[0]?.number, `workspace ${row.workspaceId} has no counter of issues`)
}

export interface IssueChanges {
  title?: string
  description?: string
  is_title_trusted?: boolean
  is_description_trusted?: boolean
  is_public_text?: boolean
  priority?: Priority
  status_id?: string
  assignee_agent_id?: string | null
  assignee_user_id?: string | null
  repository_id?: string | null
  parent_id?: string | null
  rank?: string
  needs_attention?: string | null
  branch?: string | null
  closed_at?: Date | null
  close_reason?: string | null
  closed_by_verdict_id?: string | null
}

/** Writes the columns and counts the revision; the caller holds the lock. Returns the new revision. */
export async function changeIssue(db: Db, id: string, changes: IssueChanges & { now: Date }): Promise<number> {
  const { now, ...columns } = changes
  const row = await db
    .updateTable('dispatch_issue')
    .set((eb) => ({ ...columns, updated_at: now, revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .returning('revision')
    .executeTakeFirstOrThrow()
  return row.revision
}

/** Shows later changes of what hangs on the issue in lists sorted by update, without a new revision. */
export async function touchIssueRow(db: Db, id: string, now: Date): Promise<void> {
  await db.updateTable('dispatch_issue').set({ updated_at: now }).where('id', '=', id).where('updated_at', '<', now).execute()
}

/** Hides the issue for ever and frees its links to the outside. Returns what was linked. */
export async function deleteIssueRow(db: Db, id: string, now: Date): Promise<{ source: string; external_id: string }[]> {
  await db
    .updateTable('dispatch_issue')
    .set((eb) => ({ deleted_at: now, updated_at: now, revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .execute()
  return db.deleteFrom('dispatch_external_issue').where('issue_id', '=', id).returning(['source', 'external_id']).execute()
}

export async function findActiveRunId(db: Db, issueId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('dispatch_run')
    .select('id')
    .where('issue_id', '=', issueId)
    .where('state', '<>', 'finished')
    .executeTakeFirst()
  return row?.id
}

/** In the order of their names. */
export function labelsOf(db: Db, issueId: string): Promise<{ id: string; name: string }[]> {
  return db
    .selectFrom('dispatch_issue_label as il')
    .innerJoin('dispatch_label as l', 'l.id', 'il.label_id')
    .select(['l.id', 'l.name'])
    .where('il.issue_id', '=', issueId)
    .orderBy(sql`lower(l.name)`)
    .execute()
}

export async function replaceLabels(db: Db, issueId: string, labelIds: string[]): Promise<void> {
  await sql`
    with gone as (delete from dispatch_issue_label where issue_id = ${issueId} and not label_id = any (${labelIds}::text[]))
    insert into dispatch_issue_label (issue_id, label_id) select ${issueId}, label from unnest(${labelIds}::text[]) as label on conflict do nothing`.execute(
    db,
  )
}
