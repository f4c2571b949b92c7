// The vectors of issues, and why some have none.

import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import { must } from '../../platform/must.ts'
import type { ModelName } from '../domain/models.ts'
import { toVectorText } from './neighbours.ts'

export interface EmbeddableRow {
  id: string
  title: string
  description: string
  updated_at: Date
  /** Of the stored vector of this model. */
  content_hash: string | null
}

/** What of these issues still exists, with the hash that their vector was made from. */
export function selectEmbeddable(db: Db, model: ModelName, issueIds: readonly string[]): Promise<EmbeddableRow[]> {
  return db
    .selectFrom('dispatch_issue as i')
    .leftJoin('dispatch_embedding as e', (join) => join.onRef('e.issue_id', '=', 'i.id').on('e.model', '=', model))
    .select(['i.id', 'i.title', sql<string>`left(i.description, 20000)`.as('description'), 'i.updated_at', 'e.content_hash'])
    .where('i.id', 'in', issueIds)
    .where('i.deleted_at', 'is', null)
    .execute()
}

/**
 * Issues without a vector of this model, or changed since it was made, the newest first. Failed ones come back when their
 * time has come.
 */
export async function selectPending(db: Db, model: ModelName, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select i.id from dispatch_issue i
    left join dispatch_embedding e on e.issue_id = i.id and e.model = ${model}
    left join dispatch_embedding_problem p on p.issue_id = i.id and p.model = ${model}
    where i.deleted_at is null
      and (e.issue_id is null or e.updated_at < i.updated_at)
      and (p.issue_id is null or (p.reason = 'unsupported' and p.issue_updated_at < i.updated_at) or p.retry_at <= clock_timestamp())
    order by i.id desc limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

export interface NewEmbedding {
  issueId: string
  vector: readonly number[]
  contentHash: string
  issueUpdatedAt: Date
}

/** A vector of an older text never replaces that of a newer one; what was a problem is none any more. */
export async function saveEmbeddings(db: Db, model: ModelName, embeddings: readonly NewEmbedding[]): Promise<void> {
  if (embeddings.length === 0) return
  const rows = embeddings.map(({ issueId, vector, contentHash, issueUpdatedAt }) => ({
    issue_id: issueId,
    vector: toVectorText(vector),
    content_hash: contentHash,
    updated_at: issueUpdatedAt,
  }))
  await sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g (issue_id text, vector text, content_hash text, updated_at timestamptz)
    ), cleared as (
      delete from dispatch_embedding_problem p using given where p.issue_id = given.issue_id and p.model = ${model}
    )
    insert into dispatch_embedding as e (issue_id, model, embedding, content_hash, updated_at)
    select g.issue_id, ${model}, g.vector::vector, g.content_hash, g.updated_at from given g join dispatch_issue i on i.id = g.issue_id
    on conflict (issue_id, model) do update set embedding = excluded.embedding, content_hash = excluded.content_hash, updated_at = excluded.updated_at,
      made_at = excluded.made_at
    where e.updated_at <= excluded.updated_at`.execute(db)
}

/** The issue changed, but nothing that its vector is made of. */
export async function confirmEmbeddings(
  db: Db,
  model: ModelName,
  unchanged: readonly { id: string; updated_at: Date }[],
): Promise<void> {
  if (unchanged.length === 0) return
  await sql`
    update dispatch_embedding e set updated_at = greatest(e.updated_at, g.updated_at)
    from jsonb_to_recordset(${JSON.stringify(unchanged)}::jsonb) as g (id text, updated_at timestamptz)
    where e.issue_id = g.id and e.model = ${model}`.execute(db)
}

export interface EmbeddingProblem {
  issueId: string
  reason: 'unsupported' | 'failed'
  detail: string
  issueUpdatedAt: Date
}

/** A failed one is due again after 1, 4, 9, … minutes, at most a day; the stale vector of an unsupported text is removed. */
export async function saveProblems(db: Db, model: ModelName, problems: readonly EmbeddingProblem[]): Promise<void> {
  if (problems.length === 0) return
  const rows = problems.map(({ issueId, reason, detail, issueUpdatedAt }) => ({
    issue_id: issueId,
    reason,
    detail: detail.slice(0, 500),
    issue_updated_at: issueUpdatedAt,
  }))
  await sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g (issue_id text, reason text, detail text, issue_updated_at timestamptz)
    ), stale as (
      delete from dispatch_embedding e using given where e.issue_id = given.issue_id and e.model = ${model} and given.reason = 'unsupported'
    )
    insert into dispatch_embedding_problem as p (issue_id, model, reason, detail, attempts, issue_updated_at, retry_at)
    select g.issue_id, ${model}, g.reason, g.detail, 1, g.issue_updated_at,
      case when g.reason = 'failed' then clock_timestamp() + interval '1 minute' end
    from given g join dispatch_issue i on i.id = g.issue_id
    on conflict (issue_id, model) do update set reason = excluded.reason, detail = excluded.detail, issue_updated_at = excluded.issue_updated_at,
      attempts = case when p.reason = excluded.reason then p.attempts + 1 else 1 end,
      retry_at = case when excluded.reason = 'failed'
        then clock_timestamp() + least(interval '1 day', interval '1 minute' * (p.attempts + 1) * (p.attempts + 1)) end`.execute(
    db,
  )
}

export interface EmbeddingCounts {
  done: number
  /** Without a vector or a problem, or changed since the vector was made. */
  waiting: number
  missing: number
  failed: number
  unsupported: number
  last_error: string | null
  failures: { reason: string; issues: number }[]
  made_lately: number
}

/** `made_lately` counts all workspaces: they share the model. */
export async function countEmbeddings(db: Db, workspaceId: string, model: string): Promise<EmbeddingCounts> {
  const { rows } = await sql<EmbeddingCounts>`
    with state as (
      select e.issue_id is not null as has_vector, e.updated_at < i.updated_at as is_stale, p.reason, p.detail, p.retry_at
      from dispatch_issue i
      left join dispatch_embedding e on e.issue_id = i.id and e.model = ${model}
      left join dispatch_embedding_problem p on p.issue_id = i.id and p.model = ${model}
      where i.workspace_id = ${workspaceId} and i.deleted_at is null
    )
    select count(*) filter (where has_vector)::int8 as done,
      count(*) filter (where reason is null and (not has_vector or is_stale))::int8 as waiting,
      count(*) filter (where reason is null and not has_vector)::int8 as missing,
      count(*) filter (where reason = 'failed')::int8 as failed,
      count(*) filter (where reason = 'unsupported')::int8 as unsupported,
      (array_agg(detail order by retry_at desc) filter (where reason = 'failed'))[1] as last_error,
      coalesce((select jsonb_agg(jsonb_build_object('reason', detail, 'issues', issues) order by issues desc, detail) from (
        select detail, count(*) as issues from state where reason = 'failed' group by detail order by 2 desc limit 5) as most), '[]') as failures,
      (select count(*) from dispatch_embedding where model = ${model} and made_at > clock_timestamp() - interval '5 minutes')::int8 as made_lately
    from state`.execute(db)
  return must(rows[0], 'an aggregate without groups gave no row')
}

/** The stored vector of an issue, if it has one of this model. */
export async function findVector(db: Db, model: ModelName, issueId: string): Promise<number[] | undefined> {
  const row = await db
    .selectFrom('dispatch_embedding')
    .select('embedding')
    .where('issue_id', '=', issueId)
    .where('model', '=', model)
    .executeTakeFirst()
  return row && toVector(row.embedding)
}

/** pgvector prints a vector as a JSON array of numbers. */
function toVector(text: string): number[] {
  return JSON.parse(text) as number[]
}
