// Comments and the lists that read the event log of one issue.
import type { Insertable } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { DB } from '../../platform/db/schema.generated.ts'

export async function insertComment(db: Db, row: Insertable<DB['dispatch_comment']>): Promise<void> {
  await db.insertInto('dispatch_comment').values(row).execute()
}

/** Oldest first. */
export function listCommentRows(db: Db, issueId: string, page: { limit: number; after: readonly [string, string] | null }) {
  return db
    .selectFrom('dispatch_comment')
    .select(['id', 'issue_id', 'body', 'author', 'created_at', 'edited_at'])
    .where('issue_id', '=', issueId)
    .where('deleted_at', 'is', null)
    .$if(page.after !== null, (query) =>
      query.where((eb) =>
        eb(eb.refTuple('created_at', 'id'), '>', eb.tuple(new Date(page.after?.[0] ?? 0), page.after?.[1] ?? '')),
      ),
    )
    .orderBy('created_at')
    .orderBy('id')
    .limit(page.limit + 1)
    .execute()
}

/** Newest first, by sequence. */
export function listEventRows(
  db: Db,
  key: { workspaceId: string; issueId: string },
  page: { limit: number; before: number | null },
) {
  return db
    .selectFrom('dispatch_event')
    .select(['seq', 'at', 'type', 'subject_type', 'subject_id', 'issue_id', 'run_id', 'actor', 'payload'])
    .where('workspace_id', '=', key.workspaceId)
    .where('issue_id', '=', key.issueId)
    .$if(page.before !== null, (query) => query.where('seq', '<', page.before ?? 0))
    .orderBy('seq', 'desc')
    .limit(page.limit + 1)
    .execute()
}

export function listHistoryRows(db: Db, issueId: string, page: { limit: number; before: number | null }) {
  return db
    .selectFrom('dispatch_issue_history')
    .select(['seq', 'at', 'type', 'actor', 'old_value', 'new_value', 'payload'])
    .where('issue_id', '=', issueId)
    .$if(page.before !== null, (query) => query.where('seq', '<', page.before ?? 0))
    .orderBy('seq', 'desc')
    .limit(page.limit + 1)
    .execute()
}

export function listDecisionRows(db: Db, issueId: string, limit: number) {
  return db
    .selectFrom('dispatch_decision')
    .select(['at', 'rule', 'result', 'reason', 'detail', 'inputs'])
    .where('issue_id', '=', issueId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function insertDecision(db: Db, row: Insertable<DB['dispatch_decision']>): Promise<void> {
  await db.insertInto('dispatch_decision').values(row).execute()
}
