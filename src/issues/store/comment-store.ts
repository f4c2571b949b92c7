// Comments and the lists that read the event log of one issue.
import { type Insertable, type SqlBool, sql } from 'kysely'
import type { Actor } from '../../platform/context.ts'
import type { Db } from '../../platform/db/open-database.ts'
import type { DB } from '../../platform/db/schema.generated.ts'

export async function insertComment(db: Db, row: Insertable<DB['dispatch_comment']>): Promise<void> {
  await db.insertInto('dispatch_comment').values(row).execute()
}

/** Oldest first. */
export function listCommentRows(db: Db, issueId: string, page: { limit: number; after: readonly [string, string] | null }) {
  return db
    .selectFrom('dispatch_comment')
    .select(commentColumns)
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

/** Held until the commit. */
export function lockComment(db: Db, issueId: string, id: string) {
  return db
    .selectFrom('dispatch_comment')
    .select(commentColumns)
    .where('issue_id', '=', issueId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

const commentColumns = ['id', 'issue_id', 'body', 'author', 'created_at', 'edited_at'] as const
export type CommentRow = NonNullable<Awaited<ReturnType<typeof lockComment>>>

/** What the comment said until now goes to its versions. */
export async function replaceComment(
  db: Db,
  change: { id: string; oldBody: string; body: string | null; by: Actor; now: Date },
): Promise<void> {
  const { id, oldBody, body, by, now } = change
  await sql`
    insert into dispatch_comment_version (comment_id, version, body, replaced_by, replaced_at)
    select ${id}, coalesce(max(version), 0) + 1, ${oldBody}, ${JSON.stringify(by)}::jsonb, ${now}
    from dispatch_comment_version where comment_id = ${id}`.execute(db)
  await db
    .updateTable('dispatch_comment')
    .set(body === null ? { body: '(deleted)', deleted_at: now } : { body, edited_at: now })
    .where('id', '=', id)
    .execute()
}

/** The log says that there was a comment, and no longer what it said. */
export async function forgetExcerpts(db: Db, key: { workspaceId: string; issueId: string; commentId: string }): Promise<void> {
  await sql`
    update dispatch_event set payload = payload - 'excerpt'
    where workspace_id = ${key.workspaceId} and issue_id = ${key.issueId} and type in ('comment.added', 'comment.updated')
      and payload ->> 'comment_id' = ${key.commentId} and payload ? 'excerpt'`.execute(db)
}

/** Also one that was deleted. */
export async function hasComment(db: Db, key: { issueId: string; commentId: string }): Promise<boolean> {
  const row = await db
    .selectFrom('dispatch_comment')
    .select('id')
    .where('issue_id', '=', key.issueId)
    .where('id', '=', key.commentId)
    .executeTakeFirst()
  return row !== undefined
}

/** Oldest first; also of a comment that was deleted. */
export function listVersionRows(db: Db, key: { issueId: string; commentId: string }, page: { limit: number; after: number }) {
  return db
    .selectFrom('dispatch_comment_version as v')
    .innerJoin('dispatch_comment as c', 'c.id', 'v.comment_id')
    .select(['v.version', 'v.body', 'v.replaced_by', 'v.replaced_at'])
    .where('c.issue_id', '=', key.issueId)
    .where('c.id', '=', key.commentId)
    .where('v.version', '>', page.after)
    .orderBy('v.version')
    .limit(page.limit + 1)
    .execute()
}

/** Newest first, by sequence. */
export function listEventRows(
  db: Db,
  key: { workspaceId: string; issueId: string },
  page: { limit: number; before: number | null; types: string[] | undefined },
) {
  return db
    .selectFrom('dispatch_event')
    .select(['seq', 'at', 'type', 'subject_type', 'subject_id', 'issue_id', 'run_id', 'actor', 'payload'])
    .where('workspace_id', '=', key.workspaceId)
    .where('issue_id', '=', key.issueId)
    .$if(page.types !== undefined, (query) => query.where(isOfType(page.types ?? [])))
    .$if(page.before !== null, (query) => query.where('seq', '<', page.before ?? 0))
    .orderBy('seq', 'desc')
    .limit(page.limit + 1)
    .execute()
}

/** Types as they are, or whole families: `run.*`. */
function isOfType(types: string[]) {
  const families = types.filter((type) => type.endsWith('.*')).map((type) => type.slice(0, -2))
  return sql<SqlBool>`(type = any (${types}::text[]) or split_part(type, '.', 1) = any (${families}::text[]))`
}

export function listHistoryRows(
  db: Db,
  issueId: string,
  page: { limit: number; before: number | null; types: string[] | undefined },
) {
  return db
    .selectFrom('dispatch_issue_history')
    .select(['seq', 'at', 'type', 'actor', 'old_value', 'new_value', 'payload'])
    .where('issue_id', '=', issueId)
    .$if(page.types !== undefined, (query) => query.where(isOfType(page.types ?? [])))
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
