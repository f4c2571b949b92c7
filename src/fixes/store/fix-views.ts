// SQL that shows fix attempts to people.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { AttemptState } from '../domain/attempt.ts'

function selectFixes(db: Db, workspaceId: string) {
  return db
    .selectFrom('dispatch_fix_attempt as fix')
    .innerJoin('dispatch_issue as issue', 'issue.id', 'fix.issue_id')
    .innerJoin('dispatch_workspace as workspace', 'workspace.id', 'fix.workspace_id')
    .innerJoin('dispatch_pull_request as pull', 'pull.id', 'fix.pull_request_id')
    .selectAll('fix')
    .select(['issue.title as issue_title', 'pull.number as pull_number', 'pull.url as pull_url', 'pull.title as pull_title'])
    .select(sql<string>`workspace.prefix || '-' || issue.number`.as('issue_identifier'))
    .select((eb) =>
      eb
        .selectFrom('dispatch_external_issue as external')
        .select((each) => each.fn.min('external.first_seen').as('first_seen'))
        .whereRef('external.issue_id', '=', 'fix.issue_id')
        .where('external.is_error_source', '=', true)
        .as('first_seen'),
    )
    .where('fix.workspace_id', '=', workspaceId)
    .where('issue.deleted_at', 'is', null)
}

export type FixRow = Awaited<ReturnType<ReturnType<typeof selectFixes>['execute']>>[number]

/** The attempts at an issue, the newest first. */
export function listFixesOfIssue(db: Db, workspaceId: string, issueId: string): Promise<FixRow[]> {
  return selectFixes(db, workspaceId)
    .where('fix.issue_id', '=', issueId)
    .orderBy('fix.merged_at', 'desc')
    .orderBy('fix.id', 'desc')
    .limit(100)
    .execute()
}

export interface FixStep {
  fix_id: string
  at: string
  type: string
  reason: string | null
  detail: string | null
}

/** Everything that became of an issue's attempts, oldest first. */
export async function listStepsOfFixes(db: Db, issueId: string): Promise<FixStep[]> {
  const rows = await db
    .selectFrom('dispatch_issue_history')
    .select(['at', 'type'])
    .select(sql<string>`payload ->> 'fix_id'`.as('fix_id'))
    .select([sql<string | null>`payload ->> 'reason'`.as('reason'), sql<string | null>`payload ->> 'detail'`.as('detail')])
    .where('issue_id', '=', issueId)
    .where('type', 'like', 'fix.%')
    .orderBy('seq')
    .limit(1_000)
    .execute()
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

export interface FixPage {
  workspaceId: string
  states: readonly AttemptState[]
  after?: { createdAt: string; id: string } | undefined
  limit: number
}

/** One page and one row more, newest first. */
export function listFixes(db: Db, { workspaceId, states, after, limit }: FixPage): Promise<FixRow[]> {
  return selectFixes(db, workspaceId)
    .$if(states.length > 0, (query) => query.where('fix.state', 'in', states))
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(fix.created_at, fix.id) < (${after?.createdAt}::timestamptz, ${after?.id})`),
    )
    .orderBy('fix.created_at', 'desc')
    .orderBy('fix.id', 'desc')
    .limit(limit + 1)
    .execute()
}

/** How many attempts stand where. */
export async function countFixes(db: Db, workspaceId: string): Promise<{ state: AttemptState; count: number }[]> {
  return db
    .selectFrom('dispatch_fix_attempt as fix')
    .innerJoin('dispatch_issue as issue', 'issue.id', 'fix.issue_id')
    .select(['fix.state', sql<number>`count(*)::int8`.as('count')])
    .where('fix.workspace_id', '=', workspaceId)
    .where('issue.deleted_at', 'is', null)
    .groupBy('fix.state')
    .execute()
}
