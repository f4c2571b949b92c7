// Where search looks: every channel ranks the same chosen issues in its own way.
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { IssueQuery } from '../../issues/filter-issues.ts'
import type { Db } from '../../platform/db/open-database.ts'
import type { Query } from '../domain/query.ts'
import { toPartsText } from '../domain/terms.ts'
import type { TextPlan } from '../domain/text-plan.ts'

/** Narrows the issues of a workspace to those that a search may find. */
export type Narrow = (query: IssueQuery) => IssueQuery

export interface Place {
  workspaceId: string
  narrow: Narrow
}

/** How many a channel contributes; the fused list is cut shorter. */
export const channelLimit = 60

/** How many issues are ranked by their words, the last changed first: a word that all use says little anyway. */
const rankedLimit = 1_000

/** The issues that may be found at all. */
export function chosenIssues(db: Db, { workspaceId, narrow }: Place): IssueQuery {
  return narrow(
    db
      .selectFrom('dispatch_issue as i')
      .innerJoin('dispatch_status as s', 's.id', 'i.status_id')
      .select('i.id')
      .where('i.workspace_id', '=', workspaceId)
      .where('i.deleted_at', 'is', null),
  )
}

/** What is quoted must be there, in one of its spellings; what has a minus must not. */
export function whereOperators({ phrases, excluded }: Pick<Query, 'phrases' | 'excluded'>): Narrow {
  const contains = (text: string) => sql<SqlBool>`(
    i.fts @@ (phraseto_tsquery('english', ${text}) || phraseto_tsquery('english', ${toPartsText(text)})) or i.title ilike ${toPattern(text)})`
  return (query) => {
    let narrowed = query
    for (const phrase of phrases) narrowed = narrowed.where(contains(phrase))
    for (const text of excluded) narrowed = narrowed.where(sql<SqlBool>`not ${contains(text)}`)
    return narrowed
  }
}

/** The issue of a number, of an id, of a vendor's short id, or of a vendor's address. Each by its own index. */
export async function findByIdentifier(db: Db, place: Place, { text, identifier }: Query): Promise<string[]> {
  const { workspaceId } = place
  if (text.includes(' ') && !identifier) return []
  const own = identifier
    ? sql`select n.id from dispatch_issue n where n.workspace_id = ${workspaceId} and n.number = ${identifier.number} and ${hasPrefix(workspaceId, identifier.prefix)} union`
    : sql``
  const rows = await chosenIssues(db, place)
    .where(
      sql<SqlBool>`i.id = any (array(${own}
        select ${text.toLowerCase()} union
        select x.issue_id from dispatch_external_issue x where x.workspace_id = ${workspaceId} and lower(x.short_id) = ${text.toLowerCase()} union
        select x.issue_id from dispatch_external_issue x where x.workspace_id = ${workspaceId} and x.url = ${text}))`,
    )
    .limit(5)
    .execute()
  return rows.map(({ id }) => id)
}

function hasPrefix(workspaceId: string, prefix: string | null): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${prefix}::text is null or exists (
    select from dispatch_workspace w where w.id = ${workspaceId} and (w.prefix = ${prefix}::text or ${prefix}::text = any (w.prefix_aliases))))`
}

export interface TextMatch {
  id: string
  /** How much of the query's weight the issue has, 0 to 1. */
  coverage: number
  has_text: boolean
  has_spelling: boolean
}

/**
 * A rare word is worth more than a common one, a word in the title more than one below it. Joined to an empty one, a stored
 * vector is unpacked once for all its words: seven times faster than with each.
 */
export async function findByText(db: Db, place: Place, plan: TextPlan): Promise<TextMatch[]> {
  if (plan.candidates === '') return []
  const candidates = chosenIssues(db, place)
    .select(['i.fts', 'i.updated_at'])
    .where(sql<SqlBool>`i.fts @@ ${plan.candidates}::tsquery`)
    .orderBy('i.updated_at', 'desc')
    .limit(rankedLimit)
  const ranks = plan.terms.map(
    ({ query }, index) => sql`ts_rank(${titleWeights}, c.fts, ${query}::tsquery) as ${sql.ref(`r${index}`)}`,
  )
  const rank = plan.terms.map((_, index) => sql.ref(`r${index}`))
  const sum = (weigh: (index: number) => RawBuilder<unknown>) =>
    sql.join(
      rank.map((_, index) => weigh(index)),
      sql` + `,
    )
  const weightOf = (index: number) => sql`${plan.terms[index]?.weight ?? 0}::float8`
  const hasAny = (channel: 'text' | 'trigram') => {
    const conditions = plan.terms.flatMap((term, index) => (term.channel === channel ? [sql`${rank[index]} > 0`] : []))
    return conditions.length > 0 ? sql`(${sql.join(conditions, sql` or `)})` : sql`false`
  }
  const { rows } = await sql<TextMatch>`
    select id, coverage, has_text, has_spelling from (
      select c.id, ${sum((index) => sql`${weightOf(index)} * ${rank[index]}`)} as score,
        (${sum((index) => sql`case when ${rank[index]} > 0 then ${weightOf(index)} else 0 end`)}) / ${Math.max(plan.total, 0.001)}::float8 as coverage,
        ${hasAny('text')} as has_text, ${hasAny('trigram')} as has_spelling
      from (select f.id, f.fts || ''::tsvector as fts from (${candidates}) as f offset 0) as c
      cross join lateral (select ${sql.join(ranks)} offset 0) as ranks
    ) as ranked
    order by score desc, id desc limit ${channelLimit}`.execute(db)
  return rows
}

/** For positions of weight D, C, B (descriptions) and A (titles). */
const titleWeights = sql.raw("'{0.1, 0.1, 0.4, 1}'::float4[]")

/** Titles that contain the text as it stands: for signs, emoji and words that full text leaves out. */
export async function findBySubstring(db: Db, place: Place, text: string): Promise<string[]> {
  if (text === '') return []
  const rows = await chosenIssues(db, place)
    .where(sql<SqlBool>`i.title ilike ${toPattern(text)}`)
    .orderBy('i.updated_at', 'desc')
    .limit(channelLimit)
    .execute()
  return rows.map(({ id }) => id)
}

function toPattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
}

/** The beginnings of descriptions, for snippets. */
export async function selectBeginnings(db: Db, issueIds: readonly string[]): Promise<Map<string, string>> {
  if (issueIds.length === 0) return new Map()
  const { rows } = await sql<{ id: string; beginning: string }>`
    select i.id, left(i.description, 4000) as beginning from dispatch_issue i where i.id = any (${issueIds}::text[])`.execute(db)
  return new Map(rows.map(({ id, beginning }) => [id, beginning]))
}
