// Reads what notices are derived from, for many issues in one statement.
import { sql } from 'kysely'
import type { Category } from '../../issues/domain/category.ts'
import type { Db } from '../../platform/db/open-database.ts'

export interface FactsRow {
  id: string
  is_deleted: boolean
  category: Category
  needs_attention: string | null
  assignee_user_id: string | null
  plan_id: string | null
  plan_version: number | null
  plan_state: string | null
  run_id: string | null
  run_kind: string | null
  run_state: string | null
  run_reason: string | null
  run_outcome: string | null
  run_question: string | null
  run_failure_code: string | null
  run_failure_detail: string | null
  run_has_session: boolean | null
  run_push_state: string | null
  run_push_detail: unknown
  run_created_at: Date | null
  refused_id: string | null
  refused_reason: string | null
  refused_detail: string | null
  refused_cause: string | null
  refused_at: Date | null
  fix_id: string | null
  fix_state: string | null
  fix_detail: string | null
  fix_verdict_at: Date | null
  fix_broken_at: Date | null
  assigned_seq: number | null
  assigned_by: unknown
}

/**
 * What was refused to the API's callers was told to them at once, and hides no older refusal. Who assigned a person is
 * what the log says; an issue that nobody is assigned to is spared the search.
 */
export async function readFacts(db: Db, workspaceId: string, issueIds: readonly string[]): Promise<FactsRow[]> {
  const result = await sql<FactsRow>`
    select i.id, i.deleted_at is not null as is_deleted, s.category, i.needs_attention, i.assignee_user_id,
      p.id as plan_id, p.version as plan_version, p.state as plan_state,
      r.id as run_id, r.kind as run_kind, r.state as run_state, r.reason as run_reason, r.outcome as run_outcome, r.question as run_question,
      r.failure_code as run_failure_code, r.failure_detail as run_failure_detail, r.session_id is not null as run_has_session,
      r.push_state as run_push_state, r.push_detail as run_push_detail, r.created_at as run_created_at,
      d.id as refused_id, d.reason as refused_reason, d.detail as refused_detail, d.cause as refused_cause, d.at as refused_at,
      f.id as fix_id, f.state as fix_state, f.state_detail as fix_detail, f.verdict_at as fix_verdict_at, f.broken_at as fix_broken_at,
      e.seq as assigned_seq, e.actor as assigned_by
    from dispatch_issue i
    join dispatch_status s on s.id = i.status_id
    left join lateral (select x.id, x.version, x.state from dispatch_plan x where x.issue_id = i.id order by x.version desc limit 1) p on true
    left join lateral (select x.* from dispatch_run x where x.issue_id = i.id order by x.created_at desc, x.id desc limit 1) r on true
    left join lateral (
      select x.id, x.reason, x.detail, x.at, x.result, x.inputs ->> 'cause' as cause from dispatch_decision x
      where x.issue_id = i.id and x.inputs ? 'requested_by' and not (x.result = 'refuse' and x.inputs ->> 'cause' = 'api')
      order by x.at desc, x.id desc limit 1
    ) d on d.result = 'refuse' and (r.created_at is null or r.created_at <= d.at)
    left join lateral (
      select x.id, x.state, x.state_detail, x.verdict_at, x.broken_at from dispatch_fix_attempt x
      where x.issue_id = i.id and x.state <> 'superseded' order by x.merged_at desc, x.state = 'reverted', x.id desc limit 1
    ) f on true
    left join lateral (
      select x.seq, x.actor from dispatch_event x
      where i.assignee_user_id is not null and x.workspace_id = i.workspace_id and x.issue_id = i.id
        and (x.type = 'issue.created' or x.payload #> '{changes,assignee}' is not null)
      order by x.seq desc limit 1
    ) e on true
    where i.workspace_id = ${workspaceId} and i.id = any (${[...issueIds]}::text[])`.execute(db)
  return result.rows
}

export interface MentionPair {
  comment_id: string
  user_id: string
}

/** The mentions that were told, whether or not they are open. */
export async function listToldMentions(db: Db, issueIds: readonly string[]): Promise<MentionPair[]> {
  const result = await sql<MentionPair>`
    select subject_id as comment_id, user_id from dispatch_notification
    where kind = 'mention' and issue_id = any (${[...issueIds]}::text[])`.execute(db)
  return result.rows
}

export interface MentionRow extends MentionPair {
  issue_id: string
  body: string
  author: unknown
  is_open: boolean
}

/** Each with its comment, and whether it still calls for an answer: the person has not commented since. */
export async function readMentions(db: Db, workspaceId: string, pairs: readonly MentionPair[]): Promise<MentionRow[]> {
  if (pairs.length === 0) return []
  const result = await sql<MentionRow>`
    select p.comment_id, p.user_id, c.issue_id, left(c.body, 4000) as body, c.author,
      c.deleted_at is null and not exists (
        select from dispatch_comment later where later.issue_id = c.issue_id and later.deleted_at is null
          and (later.created_at, later.id) > (c.created_at, c.id) and later.author ->> 'id' = p.user_id) as is_open
    from unnest(${pairs.map((pair) => pair.comment_id)}::text[], ${pairs.map((pair) => pair.user_id)}::text[]) as p (comment_id, user_id)
    join dispatch_comment c on c.id = p.comment_id and c.workspace_id = ${workspaceId}
    order by c.created_at, c.id, p.user_id`.execute(db)
  return result.rows
}

export interface CommentRow {
  id: string
  body: string
  author: unknown
}

export function readComments(db: Db, workspaceId: string, ids: readonly string[]): Promise<CommentRow[]> {
  return db
    .selectFrom('dispatch_comment')
    .select(['id', 'body', 'author'])
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .where('id', 'in', [...ids])
    .execute()
}

/** Who can be called by name in this workspace: its members, and everyone who comes in by the shared password. */
export async function readPeople(db: Db, workspaceId: string): Promise<{ id: string; name: string }[]> {
  const result = await sql<{ id: string; name: string }>`
    select u.id, u.display_name as name from dispatch_user u
    where u.kind = 'shared' or exists (select from dispatch_member m where m.workspace_id = ${workspaceId} and m.user_id = u.id)
    order by u.id limit 2000`.execute(db)
  return result.rows
}
