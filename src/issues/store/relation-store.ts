// Relations between issues, their neighbours in them, and the hierarchy of parents.
import { sql } from 'kysely'
import type { Actor } from '../../platform/context.ts'
import type { Db } from '../../platform/db/open-database.ts'
import type { Category, Priority } from '../domain/category.ts'
import type { ShownKind, StoredKind } from '../domain/relation.ts'

export interface RelationRow {
  id: string
  issue_id: string
  related_id: string
  kind: StoredKind
  moved_links: string[]
}

/** An issue at the other end of a relation. */
export interface RelatedRow {
  id: string
  kind: ShownKind
  created_at: Date
  issue_id: string
  number: number
  title: string
  priority: Priority
  status_id: string
  status_name: string
  category: Category
  status_color: string
}

/** Whoever changes parents or relations takes this before any issue, until the commit: together two right changes close circles. */
export async function lockHierarchy(db: Db, workspaceId: string): Promise<void> {
  await sql`select dispatch_lock_hierarchy(${workspaceId})`.execute(db)
}

/** Both sides of an issue's relations, with the issue at the other end. */
function seenFrom(issueId: string) {
  return sql`
    select seen.id, seen.kind, seen.created_at, i.id as issue_id, i.number, i.title, i.priority, s.id as status_id, s.name as status_name,
      s.category, s.color as status_color
    from (
      select r.id, r.kind, r.created_at, r.related_id as other_id from dispatch_issue_relation r where r.issue_id = ${issueId}
      union all
      select r.id, case r.kind when 'blocks' then 'blocked_by' when 'duplicate_of' then 'duplicated_by' else 'related' end,
        r.created_at, r.issue_id from dispatch_issue_relation r where r.related_id = ${issueId}
    ) seen
    join dispatch_issue i on i.id = seen.other_id and i.deleted_at is null
    join dispatch_status s on s.id = i.status_id`
}

/** As seen from the issue, oldest first. */
export async function listRelationRows(
  db: Db,
  issueId: string,
  page: { limit: number; after: readonly [time: string, id: string] | null },
): Promise<RelatedRow[]> {
  const after = page.after
    ? sql`where (seen.created_at, seen.id) > (${new Date(page.after[0])}::timestamptz, ${page.after[1]})`
    : sql``
  const { rows } =
    await sql<RelatedRow>`${seenFrom(issueId)} ${after} order by seen.created_at, seen.id limit ${page.limit + 1}`.execute(db)
  return rows
}

export async function findRelatedRow(db: Db, issueId: string, relationId: string): Promise<RelatedRow | undefined> {
  const { rows } = await sql<RelatedRow>`${seenFrom(issueId)} where seen.id = ${relationId}`.execute(db)
  return rows[0]
}

export async function findRelation(
  db: Db,
  relation: { issueId: string; relatedId: string; kind: StoredKind },
): Promise<RelationRow | undefined> {
  const { issueId, relatedId, kind } = relation
  const { rows } = await sql<RelationRow>`
    select id, issue_id, related_id, kind, moved_links from dispatch_issue_relation
    where kind = ${kind} and ((issue_id = ${issueId} and related_id = ${relatedId})
      or (kind = 'related' and issue_id = ${relatedId} and related_id = ${issueId}))`.execute(db)
  return rows[0]
}

/** One that the issue has, on either side. */
export async function findRelationById(db: Db, issueId: string, id: string): Promise<RelationRow | undefined> {
  const { rows } = await sql<RelationRow>`
    select id, issue_id, related_id, kind, moved_links from dispatch_issue_relation
    where id = ${id} and (issue_id = ${issueId} or related_id = ${issueId})`.execute(db)
  return rows[0]
}

export function findOriginal(db: Db, issueId: string): Promise<{ related_id: string } | undefined> {
  return db
    .selectFrom('dispatch_issue_relation')
    .select('related_id')
    .where('issue_id', '=', issueId)
    .where('kind', '=', 'duplicate_of')
    .executeTakeFirst()
}

/** Follows duplicates of duplicates to the one that is none. */
export async function findRootOriginal(db: Db, issueId: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    with recursive onward as (
      select ${issueId}::text as id, 0 as level
      union all
      select r.related_id, onward.level + 1 from dispatch_issue_relation r join onward on r.issue_id = onward.id
      where r.kind = 'duplicate_of' and onward.level < 100
    )
    select id from onward order by level desc limit 1`.execute(db)
  return rows[0]?.id ?? issueId
}

/** Whether `from` is reached from `to` already: a relation from `from` to `to` would close a circle. */
export async function wouldCircle(db: Db, relation: { issueId: string; relatedId: string; kind: StoredKind }): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    with recursive onward as (
      select ${relation.relatedId}::text as id
      union
      select r.related_id from dispatch_issue_relation r join onward on r.issue_id = onward.id where r.kind = ${relation.kind}
    )
    select exists (select from onward where id = ${relation.issueId}) as found`.execute(db)
  return rows[0]?.found ?? false
}

export async function countRelations(db: Db, issueId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from dispatch_issue_relation where issue_id = ${issueId} or related_id = ${issueId}`.execute(db)
  return rows[0]?.count ?? 0
}

export interface NewRelation extends Omit<RelationRow, 'moved_links'> {
  workspaceId: string
  createdBy: Actor
  now: Date
}

export async function insertRelation(db: Db, relation: NewRelation): Promise<void> {
  await db
    .insertInto('dispatch_issue_relation')
    .values({
      id: relation.id,
      workspace_id: relation.workspaceId,
      issue_id: relation.issue_id,
      related_id: relation.related_id,
      kind: relation.kind,
      created_by: { ...relation.createdBy },
      created_at: relation.now,
    })
    .execute()
}

export async function keepMovedLinks(db: Db, relationId: string, links: string[]): Promise<void> {
  await db.updateTable('dispatch_issue_relation').set({ moved_links: links }).where('id', '=', relationId).execute()
}

export async function deleteRelationRow(db: Db, id: string): Promise<void> {
  await db.deleteFrom('dispatch_issue_relation').where('id', '=', id).execute()
}

/** Duplicates whose links an issue holds: each with those of its links. */
export async function findLenders(db: Db, issueId: string): Promise<{ issue_id: string; links: string[] }[]> {
  const { rows } = await sql<{ issue_id: string; links: string[] }>`
    select r.issue_id, array_agg(x.id order by x.id) as links
    from dispatch_external_issue x
    join dispatch_issue_relation r on r.workspace_id = x.workspace_id and r.kind = 'duplicate_of' and x.id = any (r.moved_links)
    where x.issue_id = ${issueId} and r.issue_id <> ${issueId}
    group by r.issue_id order by r.issue_id`.execute(db)
  return rows
}

/** What a deleted issue was related to, and which issues it was the parent of: neither is any more. */
export async function releaseRelations(db: Db, issueId: string, now: Date): Promise<{ related: string[]; children: string[] }> {
  const related = await sql<{ id: string }>`
    delete from dispatch_issue_relation where issue_id = ${issueId} or related_id = ${issueId}
    returning case when issue_id = ${issueId} then related_id else issue_id end as id`.execute(db)
  const children = await sql<{ id: string }>`
    update dispatch_issue set parent_id = null, updated_at = ${now}, revision = revision + 1
    where parent_id = ${issueId} and deleted_at is null returning id`.execute(db)
  return { related: [...new Set(related.rows.map(({ id }) => id))], children: children.rows.map(({ id }) => id) }
}

/** The open issues that this one blocks, and its parent. */
export async function findNeighbours(
  db: Db,
  issue: { id: string; parent_id: string | null },
): Promise<{ id: string; kind: 'blocked_by' | 'sub_issue' }[]> {
  const { rows } = await sql<{ id: string; kind: 'blocked_by' | 'sub_issue' }>`
    select i.id, 'blocked_by' as kind from dispatch_issue_relation r join dispatch_issue i on i.id = r.related_id and i.deleted_at is null
    where r.issue_id = ${issue.id} and r.kind = 'blocks'
    union all
    select i.id, 'sub_issue' from dispatch_issue i where i.id = ${issue.parent_id} and i.deleted_at is null
    limit 200`.execute(db)
  return rows
}

/** Why an issue cannot stand under another one: it would be inside itself, or too deep. `issueId` is null for a new one. */
export async function measureParent(
  db: Db,
  { issueId, parentId }: { issueId: string | null; parentId: string },
): Promise<{ isCircle: boolean; levels: number }> {
  const { rows } = await sql<{ is_circle: boolean; levels: number }>`
    with recursive above as (
      select p.id, p.parent_id, 1 as level from dispatch_issue p where p.id = ${parentId}
      union all
      select p.id, p.parent_id, above.level + 1 from dispatch_issue p join above on p.id = above.parent_id
      where above.id is distinct from ${issueId}::text and above.level < 50
    ), below as (
      select ${issueId}::text as id, 0 as level
      union all
      select c.id, below.level + 1 from dispatch_issue c join below on c.parent_id = below.id where below.level < 50
    )
    select (select coalesce(bool_or(id = ${issueId}::text), false) from above) as is_circle,
      (select max(level) from above) + 1 + (select max(level) from below) as levels`.execute(db)
  return { isCircle: rows[0]?.is_circle ?? false, levels: Number(rows[0]?.levels ?? 0) }
}
