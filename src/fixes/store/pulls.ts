// SQL about pull requests: one row each, as all its deliveries together tell it.
import { type Insertable, type Selectable, sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { DB } from '../../platform/db/schema.generated.ts'

export type PullRow = Selectable<DB['dispatch_pull_request']>
export type NewPull = Insertable<DB['dispatch_pull_request']>

export interface PullKey {
  workspaceId: string
  repository: string
  number: number
}

export function lockPull(db: Db, { workspaceId, repository, number }: PullKey): Promise<PullRow | undefined> {
  return db
    .selectFrom('dispatch_pull_request')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`lower(repository) = lower(${repository})`)
    .where('number', '=', number)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

/** Fails with SQLSTATE 23505 when another transaction recorded it first. */
export async function insertPull(db: Db, pull: NewPull): Promise<void> {
  await db.insertInto('dispatch_pull_request').values(pull).execute()
}

export type PullChanges = Omit<NewPull, 'id' | 'workspace_id' | 'repository' | 'number' | 'created_at'>

export async function updatePull(db: Db, id: string, changes: PullChanges): Promise<void> {
  await db.updateTable('dispatch_pull_request').set(changes).where('id', '=', id).execute()
}

export async function setPullChecks(
  db: Db,
  id: string,
  checks: { state: 'pending' | 'success' | 'failure'; now: Date },
): Promise<void> {
  await db
    .updateTable('dispatch_pull_request')
    .set({ ci_state: checks.state, updated_at: checks.now })
    .where('id', '=', id)
    .execute()
}

export function findPull(db: Db, workspaceId: string, id: string): Promise<PullRow | undefined> {
  return db
    .selectFrom('dispatch_pull_request')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The pull requests of a branch or commit of a repository: those whose checks a workflow reports. */
export function findPullsByHead(db: Db, key: { workspaceId: string; repository: string; sha: string }): Promise<PullRow[]> {
  return db
    .selectFrom('dispatch_pull_request')
    .selectAll()
    .where('workspace_id', '=', key.workspaceId)
    .where(sql<boolean>`lower(repository) = lower(${key.repository})`)
    .where('head_sha', '=', key.sha)
    .where('state', 'in', ['open', 'draft'])
    .limit(20)
    .execute()
}

export function findPullsByBranch(db: Db, key: { workspaceId: string; repository: string; branch: string }): Promise<PullRow[]> {
  return db
    .selectFrom('dispatch_pull_request')
    .selectAll()
    .where('workspace_id', '=', key.workspaceId)
    .where(sql<boolean>`lower(repository) = lower(${key.repository})`)
    .where('head_branch', '=', key.branch)
    .where('state', 'in', ['open', 'draft'])
    .where('is_foreign', '=', false)
    .limit(20)
    .execute()
}

/** Which issue a run of ours works on. */
export async function findIssueOfRun(db: Db, workspaceId: string, runId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('dispatch_run as run')
    .innerJoin('dispatch_issue as issue', 'issue.id', 'run.issue_id')
    .select('issue.id')
    .where('run.workspace_id', '=', workspaceId)
    .where('run.id', '=', runId)
    .where('issue.deleted_at', 'is', null)
    .executeTakeFirst()
  return row?.id
}

export interface VendorIssueRow {
  issue_id: string
  url: string | null
}

/** The issues linked to a vendor's issue that a text names by its short id or by the id in its address. */
export function findIssuesByVendor(
  db: Db,
  workspaceId: string,
  named: { shortId: string } | { source: 'sentry'; externalId: string },
): Promise<VendorIssueRow[]> {
  return db
    .selectFrom('dispatch_external_issue')
    .select(['issue_id', 'url'])
    .where('workspace_id', '=', workspaceId)
    .$if('shortId' in named, (query) => query.where('short_id', '=', 'shortId' in named ? named.shortId : ''))
    .$if('externalId' in named, (query) =>
      query.where('source', '=', 'sentry').where('external_id', '=', 'externalId' in named ? named.externalId : ''),
    )
    .limit(20)
    .execute()
}

/** Open pull requests on GitHub that belong to an issue, the longest unheard of first. */
export function listOpenLinkedPulls(db: Db, workspaceId: string): Promise<{ repository: string; number: number }[]> {
  return db
    .selectFrom('dispatch_pull_request as pull')
    .innerJoin('dispatch_repository as repository', 'repository.id', 'pull.repository_id')
    .select(['pull.repository', 'pull.number'])
    .where('pull.workspace_id', '=', workspaceId)
    .where('pull.state', 'in', ['open', 'draft'])
    .where('repository.provider', '=', 'github')
    .where('repository.deleted_at', 'is', null)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('dispatch_issue_pr as link')
          .select('link.id')
          .whereRef('link.pull_request_id', '=', 'pull.id')
          .where('link.unlinked_at', 'is', null),
      ),
    )
    .orderBy('pull.vendor_updated_at')
    .limit(100)
    .execute()
}
