// The filters of lists, search and the board as conditions on `dispatch_issue as i` and its status `s`.
import { type SqlBool, sql } from 'kysely'
import type { z } from 'zod'
import type { Db } from '../../platform/db/open-database.ts'
import type { issueFilterSchema } from '../schemas.ts'
import type { IssueQuery } from './card-store.ts'
import { listStatuses } from './lookup-store.ts'

export type IssueFilter = z.output<typeof issueFilterSchema>

export interface ResolvedFilter extends Omit<IssueFilter, 'status'> {
  statusIds: string[] | undefined
}

/** Statuses by id, name or category become ids, so that the index on the column serves. */
export async function resolveFilter(db: Db, workspaceId: string, filter: IssueFilter): Promise<ResolvedFilter> {
  if (!filter.status && !filter.category) return { ...filter, statusIds: undefined }
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
  return { ...filter, statusIds: chosen.map((status) => status.id) }
}

export function whereFilter(query: IssueQuery, filter: ResolvedFilter): IssueQuery {
  let filtered = query
  if (filter.statusIds) filtered = filtered.where(sql<SqlBool>`i.status_id = any (${filter.statusIds}::text[])`)
  if (filter.priority) filtered = filtered.where('i.priority', 'in', filter.priority)
  if (filter.source) filtered = filtered.where('i.source', 'in', filter.source)
  if (filter.label) filtered = filtered.where(hasLabel(filter.label))
  if (filter.assignee) filtered = filtered.where(hasAssignee(filter.assignee))
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

function containsText(text: string) {
  const escaped = text.replace(/[\\%_]/g, (character) => `\\${character}`)
  return sql<SqlBool>`(i.fts @@ websearch_to_tsquery('english', ${text}) or i.title ilike ${`%${escaped}%`})`
}

export async function currentPosition(db: Db, workspaceId: string): Promise<number> {
  const row = await db
    .selectFrom('dispatch_event_counter')
    .select('last')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return Number(row?.last ?? 0)
}
