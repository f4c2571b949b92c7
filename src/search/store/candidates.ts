// Where search looks: every channel ranks the same chosen issues in its own way.
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { IssueQuery } from '../../issues/filter-issues.ts'
import type { Db } from '../../platform/db/open-database.ts'
import { type ModelName, models } from '../domain/models.ts'
import type { Query } from '../domain/query.ts'

/** Narrows the issues of a workspace to those that a search may find. */
export type Narrow = (query: IssueQuery) => IssueQuery

export interface Place {
  workspaceId: string
  narrow: Narrow
}

/** How many a channel contributes; the fused list is cut shorter. */
const channelLimit = 60

function chosenIssues(db: Db, { workspaceId, narrow }: Place): IssueQuery {
  return narrow(
    db
      .selectFrom('dispatch_issue as i')
      .innerJoin('dispatch_status as s', 's.id', 'i.status_id')
      .select('i.id')
      .where('i.workspace_id', '=', workspaceId)
      .where('i.deleted_at', 'is', null),
  )
}

/** The issue of a number, of a vendor's short id, or of a vendor's address. */
export async function findByIdentifier(db: Db, place: Place, { text, identifier }: Query): Promise<string[]> {
  if (text.includes(' ')) return []
  const rows = await chosenIssues(db, place)
    .where((eb) =>
      eb.or([
        eb('i.id', '=', text.toLowerCase()),
        ...(identifier
          ? [eb.and([eb('i.number', '=', identifier.number), hasPrefix(place.workspaceId, identifier.prefix)])]
          : []),
        eb('i.id', 'in', (external) =>
          external
            .selectFrom('dispatch_external_issue as x')
            .select('x.issue_id')
            .where('x.workspace_id', '=', place.workspaceId)
            .where((x) => x.or([x(sql<string>`lower(x.short_id)`, '=', text.toLowerCase()), x('x.url', '=', text)])),
        ),
      ]),
    )
    .limit(5)
    .execute()
  return rows.map(({ id }) => id)
}

function hasPrefix(workspaceId: string, prefix: string | null): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${prefix}::text is null or exists (
    select from dispatch_workspace w where w.id = ${workspaceId} and (w.prefix = ${prefix}::text or ${prefix}::text = any (w.prefix_aliases))))`
}

/** All words first, by rank; then some of the words, unless the text has operators that forbid that. */
export async function findByText(db: Db, place: Place, { text, hasOperators }: Query): Promise<string[]> {
  const all = sql`websearch_to_tsquery('english', ${text})`
  // The lexemes joined by "or": what plainto_tsquery prints is quoted, so the text cannot change its meaning.
  const some = hasOperators ? all : sql`replace(plainto_tsquery('english', ${text})::text, '&', '|')::tsquery`
  const rows = await chosenIssues(db, place)
    .where(sql<SqlBool>`i.fts @@ ${some}`)
    .orderBy(sql`i.fts @@ ${all}`, 'desc')
    .orderBy(sql`ts_rank_cd(i.fts, ${some}, 1)`, 'desc')
    .orderBy('i.id', 'desc')
    .limit(channelLimit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Titles that contain the text, or words that are spelt like it. Finds what full text cannot split, such as Chinese. */
export async function findByTrigram(db: Db, place: Place, { text, isShort, needsSubstring }: Query): Promise<string[]> {
  const pattern = `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  const inTitle = sql<SqlBool>`i.title ilike ${pattern}`
  const rows = await chosenIssues(db, place)
    .where((eb) =>
      eb.or([
        inTitle,
        ...(isShort ? [sql<SqlBool>`${text} <% i.title`] : []),
        ...(needsSubstring ? [sql<SqlBool>`i.description ilike ${pattern}`] : []),
      ]),
    )
    .orderBy(inTitle, 'desc')
    .orderBy(sql`word_similarity(${text}, i.title)`, 'desc')
    .orderBy('i.id', 'desc')
    .limit(channelLimit)
    .execute()
  return rows.map(({ id }) => id)
}

export interface Neighbour {
  id: string
  similarity: number
}

/** The nearest by meaning, compared with vectors of one model only. */
export async function findByVector(
  db: Db,
  place: Place,
  target: { model: ModelName; vector: readonly number[] },
): Promise<Neighbour[]> {
  const { distance, isModel } = vectorExpressions(target.model, target.vector)
  return chosenIssues(db, place)
    .innerJoin('dispatch_embedding as e', 'e.issue_id', 'i.id')
    .where(isModel)
    .select(sql<number>`1 - (${distance})`.as('similarity'))
    .orderBy(distance)
    .limit(channelLimit)
    .execute()
}

/**
 * Model and length stand as literals, and the cast repeats the index's expression: only then does the partial index of
 * the model serve.
 */
function vectorExpressions(model: ModelName, vector: readonly number[]) {
  const type = sql.raw(`vector(${models[model].dimensions})`)
  return {
    distance: sql<number>`(e.embedding::${type}) <=> ${toVectorText(vector)}::${type}`,
    isModel: sql<SqlBool>`e.model = ${sql.lit(model)}`,
  }
}

/** Seven digits are what a four-byte float holds. */
export function toVectorText(vector: readonly number[]): string {
  return `[${vector.map((value) => value.toPrecision(7)).join(',')}]`
}

/** The beginning of each issue as plain text, around the words that were searched for. */
export async function selectSnippets(db: Db, issueIds: readonly string[], text: string): Promise<Map<string, string>> {
  if (issueIds.length === 0) return new Map()
  const { rows } = await sql<{ id: string; snippet: string }>`
    select i.id, ts_headline('english', left(i.description, 3000), websearch_to_tsquery('english', ${text}),
      'StartSel="", StopSel="", MaxWords=30, MinWords=15, MaxFragments=1') as snippet
    from dispatch_issue i where i.id = any (${issueIds}::text[])`.execute(db)
  return new Map(rows.map(({ id, snippet }) => [id, snippet]))
}
