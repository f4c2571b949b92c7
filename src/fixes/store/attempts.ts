// SQL about fix attempts. The database refuses what the table of transitions does not know.
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { DB } from '../../platform/db/schema.generated.ts'

export type AttemptRow = Selectable<DB['dispatch_fix_attempt']>
export type NewAttempt = Insertable<DB['dispatch_fix_attempt']>
export type AttemptChanges = Omit<Updateable<DB['dispatch_fix_attempt']>, 'id' | 'state' | 'updated_at'>

/** It runs nowhere, and no window is open. */
export const undeployed = {
  deployment_id: null,
  environment: null,
  deployed_sha: null,
  deployed_at: null,
  window_starts_at: null,
  window_ends_at: null,
} satisfies AttemptChanges

const openStates = ['awaiting_deploy', 'watching'] as const

/** False when this pull request's attempt at the issue is known. */
export async function insertAttempt(db: Db, attempt: NewAttempt): Promise<boolean> {
  const row = await db
    .insertInto('dispatch_fix_attempt')
    .values(attempt)
    .onConflict((conflict) => conflict.columns(['issue_id', 'pull_request_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export function lockAttempt(db: Db, id: string): Promise<AttemptRow | undefined> {
  return db.selectFrom('dispatch_fix_attempt').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

export function findAttempt(db: Db, id: string): Promise<AttemptRow | undefined> {
  return db.selectFrom('dispatch_fix_attempt').selectAll().where('id', '=', id).executeTakeFirst()
}

/** All attempts at an issue, the newest merge first, locked. Of those of one release none that was reverted is the newest. */
export function lockAttemptsOfIssue(db: Db, issueId: string): Promise<AttemptRow[]> {
  return db
    .selectFrom('dispatch_fix_attempt')
    .selectAll()
    .where('issue_id', '=', issueId)
    .orderBy('merged_at', 'desc')
    .orderBy(sql`state = 'reverted'`)
    .orderBy('id', 'desc')
    .forUpdate()
    .execute()
}

/** The attempts that still wait for a deploy or for the end of their window. */
export async function listOpenAttempts(db: Db, key: { workspaceId: string; repository: string }): Promise<string[]> {
  const rows = await db
    .selectFrom('dispatch_fix_attempt')
    .select('id')
    .where('workspace_id', '=', key.workspaceId)
    .where(sql<boolean>`lower(repository) = lower(${key.repository})`)
    .where('state', 'in', openStates)
    .orderBy('id')
    .limit(500)
    .execute()
  return rows.map((row) => row.id)
}

/** Attempts whose window is over, the oldest first; `after` continues behind one. */
export async function listDueAttempts(
  db: Db,
  page: { now: Date; limit: number; after?: string | undefined },
): Promise<{ id: string; workspace_id: string }[]> {
  return db
    .selectFrom('dispatch_fix_attempt')
    .select(['id', 'workspace_id'])
    .where('state', '=', 'watching')
    .where('window_ends_at', '<=', page.now)
    .$if(page.after !== undefined, (query) => query.where('id', '>', page.after ?? ''))
    .orderBy('id')
    .limit(page.limit)
    .execute()
}

/**
 * Attempts to look at besides the ends of their windows: watched ones that may be verified early, in workspaces that allow it, and
 * those that were, when their windows end.
 */
export async function listLooks(
  db: Db,
  page: { now: Date; startedBefore: Date; limit: number },
): Promise<{ id: string; workspace_id: string; state: 'watching' | 'verified' }[]> {
  const { rows } = await sql<{ id: string; workspace_id: string; state: 'watching' | 'verified' }>`
    select attempt.id, attempt.workspace_id, attempt.state from dispatch_fix_attempt attempt
    join dispatch_workspace workspace on workspace.id = attempt.workspace_id
    where attempt.state = 'verified' and attempt.next_look_at <= ${page.now}
      or attempt.state = 'watching' and attempt.window_starts_at <= ${page.startedBefore} and attempt.window_ends_at > ${page.now}
        and coalesce(attempt.next_look_at <= ${page.now}, true) and coalesce((workspace.policy ->> 'early_verification')::boolean, false)
    order by attempt.next_look_at nulls first, attempt.id limit ${page.limit}`.execute(db)
  return rows
}

/** Watched attempts whose window has begun, in workspaces that want the error resolved then; nobody has asked for it yet. */
export async function listUnresolvedAttempts(
  db: Db,
  page: { now: Date; limit: number },
): Promise<{ id: string; workspace_id: string }[]> {
  const { rows } = await sql<{ id: string; workspace_id: string }>`
    select attempt.id, attempt.workspace_id from dispatch_fix_attempt attempt join dispatch_workspace workspace on workspace.id = attempt.workspace_id
    where attempt.state = 'watching' and attempt.window_starts_at <= ${page.now} and attempt.window_ends_at > ${page.now}
      and coalesce(attempt.evidence -> 'resolution', 'null'::jsonb) = 'null'::jsonb
      and workspace.is_default and coalesce((workspace.policy ->> 'resolve_at_deploy')::boolean, false)
    order by attempt.id limit ${page.limit}`.execute(db)
  return rows
}

/** Facts about an attempt that change no state. */
export async function updateAttempt(db: Db, id: string, changes: AttemptChanges & { now: Date }): Promise<void> {
  const { now, ...columns } = changes
  await db
    .updateTable('dispatch_fix_attempt')
    .set({ ...columns, updated_at: now })
    .where('id', '=', id)
    .execute()
}

export interface AttemptMove {
  from: AttemptRow['state']
  to: AttemptRow['state']
  changes: AttemptChanges
  now: Date
}

/** False when it is not in the expected state any more. */
export async function moveAttempt(db: Db, id: string, { from, to, changes, now }: AttemptMove): Promise<boolean> {
  const result = await db
    .updateTable('dispatch_fix_attempt')
    .set({ ...changes, state: to, updated_at: now })
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Open attempts whose repository was deployed since their merge: more knowledge of its history may decide them. */
export async function listAwaitingDeployed(db: Db, key: { workspaceId: string; repository: string }): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from dispatch_fix_attempt attempt
    where workspace_id = ${key.workspaceId} and lower(repository) = lower(${key.repository}) and state in ('awaiting_deploy', 'watching')
      and exists (
        select from dispatch_deployment deployment
        where deployment.workspace_id = attempt.workspace_id and lower(deployment.repository) = lower(attempt.repository)
          and deployment.is_production and deployment.sha <> attempt.merge_sha and deployment.deployed_at >= attempt.merged_at - interval '5 minutes'
      )
    order by id limit 200`.execute(db)
  return rows.map((row) => row.id)
}

/** More open attempts than a workspace can look after at once. */
const mostOpen = 200

export function listOpenAttemptsOfWorkspace(
  db: Db,
  workspaceId: string,
): Promise<{ id: string; issue_id: string; repository: string }[]> {
  return db
    .selectFrom('dispatch_fix_attempt')
    .select(['id', 'issue_id', 'repository'])
    .where('workspace_id', '=', workspaceId)
    .where('state', 'in', openStates)
    .orderBy('id', 'desc')
    .limit(mostOpen)
    .execute()
}

/** The newest attempts that a revert of their merge may end, or that say that it came: all but those that were reverted. */
export function listRevertible(db: Db, key: { workspaceId: string; repository: string }): Promise<AttemptRow[]> {
  return db
    .selectFrom('dispatch_fix_attempt')
    .selectAll()
    .where('workspace_id', '=', key.workspaceId)
    .where(sql<boolean>`lower(repository) = lower(${key.repository})`)
    .where('state', '<>', 'reverted')
    .orderBy('merged_at', 'desc')
    .limit(500)
    .execute()
}

/** The last attempts whose merges were taken back. */
export function listRevertedAttempts(db: Db, key: { workspaceId: string; repository: string }): Promise<AttemptRow[]> {
  return db
    .selectFrom('dispatch_fix_attempt')
    .selectAll()
    .where('workspace_id', '=', key.workspaceId)
    .where(sql<boolean>`lower(repository) = lower(${key.repository})`)
    .where('state', '=', 'reverted')
    .orderBy('verdict_at', 'desc')
    .limit(100)
    .execute()
}
