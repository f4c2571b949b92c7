// Opens and closes notices, and remembers how far the log was read.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { Notice } from '../domain/notices.ts'

/** The reader's name in the table of readers; ids of agents and keys look different. */
const readerId = 'inbox'

/** Begins at the log's start. */
export async function ensureReader(db: Db, workspaceId: string, now: Date): Promise<void> {
  await db
    .insertInto('dispatch_event_reader')
    .values({ workspace_id: workspaceId, reader_id: readerId, seq: 0, updated_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** How far the log was read; undefined while somebody else reads it, or nobody ever did. */
export async function lockReader(db: Db, workspaceId: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('dispatch_event_reader')
    .select('seq')
    .where('workspace_id', '=', workspaceId)
    .where('reader_id', '=', readerId)
    .forNoKeyUpdate()
    .skipLocked()
    .executeTakeFirst()
  return row && Number(row.seq)
}

export async function moveReader(db: Db, workspaceId: string, to: { seq: number; now: Date }): Promise<void> {
  await db
    .updateTable('dispatch_event_reader')
    .set({ seq: to.seq, updated_at: to.now })
    .where('workspace_id', '=', workspaceId)
    .where('reader_id', '=', readerId)
    .execute()
}

/** Workspaces whose log goes on after what was read. */
export async function listBehind(db: Db): Promise<string[]> {
  const result = await sql<{ workspace_id: string }>`
    select c.workspace_id from dispatch_event_counter c
    left join dispatch_event_reader r on r.workspace_id = c.workspace_id and r.reader_id = ${readerId}
    where c.last > coalesce(r.seq, 0) order by c.workspace_id`.execute(db)
  return result.rows.map((row) => row.workspace_id)
}

export interface LoggedEvent {
  seq: number
  at: Date
  type: string
  issue_id: string | null
  comment_id: string | null
}

export async function readLog(db: Db, workspaceId: string, page: { after: number; limit: number }): Promise<LoggedEvent[]> {
  const rows = await db
    .selectFrom('dispatch_event')
    .select(['seq', 'at', 'type', 'issue_id', sql<string | null>`payload ->> 'comment_id'`.as('comment_id')])
    .where('workspace_id', '=', workspaceId)
    .where('seq', '>', page.after)
    .orderBy('seq')
    .limit(page.limit)
    .execute()
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }))
}

export interface OpenNotice {
  id: string
  issue_id: string
  kind: Notice['kind']
  subject_id: string
  user_id: string | null
}

export function listOpenNotices(db: Db, issueIds: readonly string[]): Promise<OpenNotice[]> {
  return db
    .selectFrom('dispatch_notification')
    .select(['id', 'issue_id', 'kind', 'subject_id', 'user_id'])
    .where('issue_id', 'in', [...issueIds])
    .where('closed_at', 'is', null)
    .execute()
}

export interface Moment {
  seq: number
  at: Date
}

export interface NewNotice {
  id: string
  workspaceId: string
  issueId: string
  notice: Notice
  opened: Moment
}

/** Opens it, or opens it anew for everyone when its cause came back. The id of the row that stands. */
export async function openNotice(db: Db, { id, workspaceId, issueId, notice, opened }: NewNotice): Promise<string> {
  const result = await sql<{ id: string }>`
    insert into dispatch_notification as n (id, workspace_id, user_id, kind, issue_id, subject_id, text, opened_seq, opened_at)
    values (${id}, ${workspaceId}, ${notice.userId}, ${notice.kind}, ${issueId}, ${notice.subjectId}, ${notice.text}, ${opened.seq}, ${opened.at})
    on conflict (issue_id, kind, subject_id, coalesce(user_id, '')) do update
      set closed_at = null, closed_seq = null, opened_seq = excluded.opened_seq, opened_at = excluded.opened_at, text = excluded.text
    returning n.id`.execute(db)
  const stands = result.rows[0]?.id ?? id
  if (stands !== id) await db.deleteFrom('dispatch_notification_state').where('notification_id', '=', stands).execute()
  return stands
}

export async function closeNotice(db: Db, id: string, closed: Moment): Promise<void> {
  await db
    .updateTable('dispatch_notification')
    .set({ closed_seq: closed.seq, closed_at: closed.at })
    .where('id', '=', id)
    .execute()
}

/** What was settled long ago is forgotten; the log keeps that it was. */
export async function deleteOldNotices(db: Db, closedBefore: Date, limit: number): Promise<number> {
  const result = await sql`
    delete from dispatch_notification where id in (
      select id from dispatch_notification where closed_at < ${closedBefore} limit ${limit})`.execute(db)
  return Number(result.numAffectedRows ?? 0)
}
