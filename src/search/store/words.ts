// The words that a workspace's issues use, and in how many.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { TermFacts } from '../domain/text-plan.ts'

/** Longer ones are hashes and dumps; long numbers are ids. */
const isWord = sql.raw("length(used.word) between 2 and 40 and used.word !~ '^[0-9.,:-]{5,}$'")

/** New words of these issues are known at once; how common they are is counted later. In order, against deadlocks. */
export async function learnWords(db: Db, issueIds: readonly string[]): Promise<void> {
  if (issueIds.length === 0) return
  await sql`
    insert into dispatch_search_word (workspace_id, word, issues)
    select i.workspace_id, used.word, 1 from dispatch_issue i, unnest(tsvector_to_array(i.fts)) as used (word)
    where i.id = any (${issueIds}::text[]) and i.deleted_at is null and ${isWord}
      and not exists (select from dispatch_search_word k where k.workspace_id = i.workspace_id and k.word = used.word)
    group by i.workspace_id, used.word order by 1, 2
    on conflict do nothing`.execute(db)
}

/** A workspace whose issues changed since its words were counted, but not more often than each ten minutes. */
export async function findUncounted(db: Db): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select w.id from dispatch_workspace w
    left join dispatch_search_count c on c.workspace_id = w.id
    cross join lateral (
      select i.updated_at from dispatch_issue i where i.workspace_id = w.id and i.deleted_at is null order by i.updated_at desc limit 1
    ) as newest
    where c.workspace_id is null
      or (c.issues_updated_at is distinct from newest.updated_at and c.counted_at < clock_timestamp() - interval '10 minutes')
    order by c.counted_at nulls first limit 1`.execute(db)
  return rows[0]?.id
}

/** Counts over the newest issues and scales up: on the embedded engine a statement must not hold others for long. */
export async function countWords(db: Db, workspaceId: string, sample: number): Promise<void> {
  // ts_stat runs the statement that it is given as text; an id of ours has no quotes, and format() would double them.
  await sql`
    with everything as (
      select count(*)::int as issues, max(updated_at) as newest from dispatch_issue where workspace_id = ${workspaceId} and deleted_at is null
    ), scale as (select greatest(1, issues::float8 / ${sample}) as factor from everything
    ), counted as (
      select used.word, greatest(1, round(used.ndoc * factor))::int as issues
      from scale, ts_stat(format('select fts from dispatch_issue where workspace_id = %L and deleted_at is null order by updated_at desc limit %s',
        ${workspaceId}::text, ${sample}::int)) as used
      where ${isWord}
    ), gone as (
      delete from dispatch_search_word k where k.workspace_id = ${workspaceId} and (select factor from scale) = 1
        and not exists (select from counted c where c.word = k.word)
    ), noted as (
      insert into dispatch_search_count (workspace_id, issues, counted_at, issues_updated_at)
      select ${workspaceId}, issues, clock_timestamp(), newest from everything
      on conflict (workspace_id) do update set issues = excluded.issues, counted_at = excluded.counted_at, issues_updated_at = excluded.issues_updated_at
    )
    insert into dispatch_search_word as k (workspace_id, word, issues)
    select ${workspaceId}, word, issues from counted order by word
    on conflict (workspace_id, word) do update set issues = excluded.issues where k.issues <> excluded.issues`.execute(db)
}

/**
 * Without statistics the planner reads all words for each one that is misspelt. A server gathers them by itself some day,
 * the embedded engine never; there the tables that search joins get theirs too, without the columns that take long.
 */
export async function analyzeWords(db: Db, engine: 'pglite' | 'postgres'): Promise<void> {
  await sql`analyze dispatch_search_word`.execute(db)
  if (engine === 'postgres') return
  await sql`analyze dispatch_issue (id, workspace_id, status_id, priority, updated_at, deleted_at)`.execute(db)
  await sql`analyze dispatch_embedding (issue_id, model)`.execute(db)
}

export interface TextFacts {
  terms: TermFacts[]
  /** How many issues the workspace has, about. */
  issues: number
}

/** What full text makes of the terms of a query, how common each is, and for an unknown one what is spelt like it. */
export async function readTextFacts(db: Db, workspaceId: string, terms: readonly string[]): Promise<TextFacts> {
  const { rows } = await sql<TermFacts & { all_issues: number }>`
    select query, lexeme, w.issues, coalesce(near.words, '[]') as near,
      coalesce((select c.issues from dispatch_search_count c where c.workspace_id = ${workspaceId}), 0) as all_issues
    from unnest(${terms}::text[]) with ordinality as t (term, place)
    cross join lateral (
      select phraseto_tsquery('english', t.term)::text as query, tsvector_to_array(to_tsvector('english', t.term)) as lexemes
    ) as q
    cross join lateral (select case when cardinality(lexemes) = 1 then lexemes[1] end as lexeme) as one
    left join dispatch_search_word w on w.workspace_id = ${workspaceId} and w.word = lexeme
    left join lateral (
      select jsonb_agg(jsonb_build_object('word', like_it.word, 'issues', like_it.issues)) as words
      from (
        select v.word, v.issues from dispatch_search_word v
        where w.word is null and lexeme !~ '[0-9/.:_%\\-]' and length(lexeme) between 3 and 40 and v.workspace_id = ${workspaceId}
          and (v.word % lexeme or v.word like lexeme || '%')
        order by similarity(v.word, lexeme) desc, v.word limit 12
      ) as like_it
    ) as near on true
    where query <> ''
    order by place`.execute(db)
  const seen = new Set<string>()
  return {
    issues: rows[0]?.all_issues ?? 0,
    terms: rows
      .filter(({ query }) => !seen.has(query) && seen.add(query))
      .map(({ query, lexeme, issues, near }) => ({ query, lexeme, issues, near })),
  }
}
