// The filters of lists, search and the board as conditions on `dispatch_issue as i` and its status `s`.
import { type SqlBool, sql } from 'kysely'
import type { z } from 'zod'
import type { Db } from '../../platform/db/open-database.ts'
import { parseReference } from '../domain/identifier.ts'
import type { issueFilterSchema } from '../schemas.ts'
import type { IssueQuery } from './card-store.ts'
import { findIssueById, findIssueByNumber } from './issue-store.ts'
import { listStatuses } from './lookup-store.ts'

export type IssueFilter = z.output<typeof issueFilterSchema>

export interface ResolvedFilter extends Omit<IssueFilter, 'status' | 'parent'> {
  statusIds: string[] | undefined
  parents: { ids: string[]; orNone: boolean } | undefined
}

/** Who asks: `me` in a filter is the person. */
export interface Asking {
  workspaceId: string
  actor: { type: string; id: string }
}

/** Statuses by id, name or category and parents by identifier become ids, so that the indexes serve. */
export async function resolveFilter(db: Db, asking: Asking, given: IssueFilter): Promise<ResolvedFilter> {
  const filter = withoutEmptyLists(given)
  const { status: _status, parent, ...rest } = filter
  return {
    ...rest,
    ...(filter.assignee && { assignee: filter.assignee.map((text) => (text.toLowerCase() === 'me' ? meOf(asking) : text)) }),
    statusIds: await chooseStatuses(db, asking.workspaceId, filter),
    parents: parent && (await chooseParents(db, asking.workspaceId, parent)),
  }
}

const lists = ['status', 'category', 'priority', 'label', 'assignee', 'source', 'parent'] as const

/** Agents send an empty list where they want no filter. */
function withoutEmptyLists(given: IssueFilter): IssueFilter {
  const filter = { ...given }
  for (const name of lists) if (filter[name]?.length === 0) delete filter[name]
  return filter
}

/** Keys, runs and jobs have no issues of their own: nothing has this id. */
function meOf({ actor }: Asking): string {
  return actor.type === 'person' ? actor.id : ' '
}

async function chooseStatuses(db: Db, workspaceId: string, filter: IssueFilter): Promise<string[] | undefined> {
  if (!filter.status && !filter.category) return undefined
  const wanted = (filter.status ?? []).map((text) => text.toLowerCase())
  const statuses = await listStatuses(db, workspaceId)
  const chosen = statuses.filter(
    (status) =>
      (!filter.status ||
        wanted.includes(status.id) ||
        wanted.includes(status.name.toLowerCase()) ||
        wanted.includes(status.category)) &&
      (!filter.category || filter.category.includes(status.category)),
  )
  return chosen.map((status) => status.id)
}

async function chooseParents(db: Db, workspaceId: string, texts: string[]) {
  const ids: string[] = []
  for (const text of texts) {
    const reference = parseReference(text)
    if (!reference) continue
    const issue =
      reference.kind === 'id'
        ? await findIssueById(db, workspaceId, reference.id)
        : await findIssueByNumber(db, workspaceId, reference.prefix, reference.number)
    if (issue) ids.push(issue.id)
  }
  return { ids, orNone: texts.some((text) => text.toLowerCase() === 'none') }
}

export function whereFilter(query: IssueQuery, filter: ResolvedFilter): IssueQuery {
  let filtered = query
  if (filter.statusIds) filtered = filtered.where(sql<SqlBool>`i.status_id = any (${filter.statusIds}::text[])`)
  if (filter.priority) filtered = filtered.where('i.priority', 'in', filter.priority)
  if (filter.source) filtered = filtered.where('i.source', 'in', filter.source)
  if (filter.label) filtered = filtered.where(hasLabel(filter.label))
  if (filter.assignee) filtered = filtered.where(hasAssignee(filter.assignee))
  if (filter.parents) filtered = filtered.where(hasParent(filter.parents))
  if (filter.updated_since) filtered = filtered.where('i.updated_at', '>=', new Date(filter.updated_since))
  if (filter.needs_attention)
    filtered = filtered.where('i.needs_attention', filter.needs_attention === 'true' ? 'is not' : 'is', null)
  if (filter.q?.trim()) filtered = filtered.where(containsText(filter.q.trim()))
  return filtered
}

function hasLabel(labels: string[]) {
  return sql<SqlBool>`exists (select from dispatch_issue_label il join dispatch_label l on l.id = il.label_id
    where il.issue_id = i.id and (l.id = any (${labels}::text[]) or lower(l.name) = any (${labels.map((label) => label.toLowerCase())}::text[])))`
}

function hasAssignee(assignees: string[]) {
  const names = assignees.map((assignee) => assignee.toLowerCase())
  return sql<SqlBool>`(
    (i.assignee_agent_id is null and i.assignee_user_id is null and 'none' = any (${names}::text[]))
    or i.assignee_agent_id = any (${assignees}::text[]) or i.assignee_user_id = any (${assignees}::text[])
    or exists (select from dispatch_agent a where a.id = i.assignee_agent_id and lower(a.name) = any (${names}::text[]))
    or exists (select from dispatch_user u where u.id = i.assignee_user_id and lower(u.display_name) = any (${names}::text[])))`
}

/** Two plain conditions, for the sake of the index. */
function hasParent({ ids, orNone }: { ids: string[]; orNone: boolean }) {
  return orNone
    ? sql<SqlBool>`(i.parent_id is null or i.parent_id = any (${ids}::text[]))`
    : sql<SqlBool>`i.parent_id = any (${ids}::text[])`
}

/** By words; a text of nothing but words that the index leaves out ("the", "to be") is looked for as it stands. */
function containsText(text: string) {
  const plain = text.replaceAll('"', '').trim() || text
  const pattern = `%${plain.replace(/[\\%_]/g, (character) => `\\${character}`)}%`
  return sql<SqlBool>`(i.fts @@ websearch_to_tsquery('english', ${text}) or i.title ilike ${pattern}
    or (numnode(websearch_to_tsquery('english', ${text})) = 0 and i.description ilike ${pattern}))`
}

export async function currentPosition(db: Db, workspaceId: string): Promise<number> {
  const row = await db
    .selectFrom('dispatch_event_counter')
    .select('last')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return Number(row?.last ?? 0)
}
