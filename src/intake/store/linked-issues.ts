// SQL about the issues here that stand for issues at a vendor.
import { sql } from 'kysely'
import type { Category, Priority } from '../../issues/domain/category.ts'
import type { Db } from '../../platform/db/open-database.ts'
import type { ErrorSource } from '../domain/signal.ts'

export interface LinkedIssueRow {
  external_id: string
  issue_id: string
  identifier: string
  category: Category
  priority: Priority
  closed_at: Date | null
  /** What the vendor last said of it. */
  external_state: string | null
  assignee_agent_id: string | null
  has_verified_fix: boolean
}

interface ExternalKey {
  workspaceId: string
  source: ErrorSource
  externalId: string
}

/** Those of the vendor's issues that an issue here, perhaps a deleted one, tracks. */
export async function listTrackedIds(
  db: Db,
  { workspaceId, source, externalIds }: Omit<ExternalKey, 'externalId'> & { externalIds: readonly string[] },
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ external_id: string }>`
    select external_id from dispatch_external_issue
    where workspace_id = ${workspaceId} and source = ${source} and external_id = any (${[...externalIds]}::text[])`.execute(db)
  return new Set(rows.map((row) => row.external_id))
}

/** The issue linked to a vendor's, its link locked: deliveries about one error are decided one after the other. */
export async function lockLinkedIssue(db: Db, key: ExternalKey): Promise<LinkedIssueRow | undefined> {
  // Two statements: in one, whoever waited for the lock is shown the issue as it was before.
  const link = await lockLink(db, key)
  return link && findLinkedIssue(db, link.id)
}

function lockLink(db: Db, { workspaceId, source, externalId }: ExternalKey): Promise<{ id: string } | undefined> {
  return db
    .selectFrom('dispatch_external_issue')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('source', '=', source)
    .where('external_id', '=', externalId)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

async function findLinkedIssue(db: Db, linkId: string): Promise<LinkedIssueRow | undefined> {
  const { rows } = await sql<LinkedIssueRow>`
    select external.id as external_id, issue.id as issue_id, workspace.prefix || '-' || issue.number as identifier, status.category, issue.priority,
      issue.closed_at, issue.assignee_agent_id, external.state as external_state,
      coalesce((
        select fix.state = 'verified' and fix.broken_at is null from dispatch_fix_attempt fix
        where fix.issue_id = issue.id and fix.state <> 'superseded' order by fix.merged_at desc, fix.state = 'reverted', fix.id desc limit 1
      ), false) as has_verified_fix
    from dispatch_external_issue external
    join dispatch_issue issue on issue.id = external.issue_id and issue.deleted_at is null
    join dispatch_status status on status.id = issue.status_id
    join dispatch_workspace workspace on workspace.id = issue.workspace_id
    where external.id = ${linkId}`.execute(db)
  return rows[0]
}

/** The identifier of the issue that tracked it until it was deleted. */
export async function findDeletedTracker(db: Db, { workspaceId, source, externalId }: ExternalKey): Promise<string | undefined> {
  const freed = JSON.stringify([{ source, external_id: externalId }])
  const { rows } = await sql<{ identifier: string }>`
    select payload ->> 'identifier' as identifier from dispatch_event
    where workspace_id = ${workspaceId} and type = 'issue.deleted' and payload -> 'freed' @> ${freed}::jsonb
    order by seq desc limit 1`.execute(db)
  return rows[0]?.identifier
}

export async function hasFreedTrackers(db: Db, workspaceId: string): Promise<boolean> {
  const row = await db
    .selectFrom('dispatch_event')
    .select('seq')
    .where('workspace_id', '=', workspaceId)
    .where('type', '=', 'issue.deleted')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export interface ExternalState {
  state: string
  resolvedInRelease: string | null
  /** Counts and sightings; null keeps what is known. Counts only grow. */
  occurrences: number | null
  usersAffected: number | null
  firstSeen: string | null
  lastSeen: string | null
}

export interface ExternalChange extends ExternalState {
  /** That came by themselves, with no count of the vendor's. */
  newOccurrences: number
  now: Date
}

export async function updateExternalState(db: Db, externalId: string, state: ExternalChange): Promise<void> {
  await sql`
    update dispatch_external_issue set state = ${state.state},
      occurrences = greatest(occurrences, ${state.occurrences}::int8) + ${state.newOccurrences}::int8,
      users_affected = greatest(users_affected, ${state.usersAffected}::int8),
      first_seen = least(first_seen, ${state.firstSeen}::timestamptz), last_seen = greatest(last_seen, ${state.lastSeen}::timestamptz),
      metadata = metadata || ${JSON.stringify({ resolved_in_release: state.resolvedInRelease })}::jsonb, updated_at = ${state.now}
    where id = ${externalId}`.execute(db)
}

/** One more that came by itself, with no count of the vendor's. */
export async function countOccurrence(db: Db, externalId: string, occurrence: { at: string; now: Date }): Promise<void> {
  await sql`
    update dispatch_external_issue set occurrences = occurrences + 1, last_seen = greatest(last_seen, ${occurrence.at}::timestamptz), updated_at = ${occurrence.now}
    where id = ${externalId}`.execute(db)
}

/** Which repository a vendor's project is about. */
export async function findMappedRepository(
  db: Db,
  key: { workspaceId: string; source: ErrorSource; project: string },
): Promise<string | undefined> {
  const row = await db
    .selectFrom('dispatch_repository_mapping as mapping')
    .innerJoin('dispatch_repository as repository', 'repository.id', 'mapping.repository_id')
    .select('repository.id')
    .where('mapping.workspace_id', '=', key.workspaceId)
    .where('mapping.source', '=', key.source)
    .where('mapping.project_key', '=', key.project)
    .where('repository.deleted_at', 'is', null)
    .executeTakeFirst()
  return row?.id
}

export async function findDefaultAgent(db: Db, workspaceId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('dispatch_agent')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('is_default', '=', true)
    .where('enabled', '=', true)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row?.id
}
