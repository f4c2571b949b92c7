// The lists of what an issue is tied to: other issues, and its twins elsewhere.
import type { Ctx } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { decodeCursor, timeIdCursor, toPage } from '../platform/http/cursor.ts'
import type { PageRequest } from './read-timeline.ts'
import { resolveIssue } from './resolve-issue.ts'
import { findLinkRow, type LinkRow, listLinkRows } from './store/external-store.ts'
import { findRelatedRow, listRelationRows } from './store/relation-store.ts'
import { toRelation } from './to-card.ts'

/** As seen from the issue, oldest first. @throws NotFound */
export async function listRelations(ctx: Ctx, idOrIdentifier: string, page: PageRequest) {
  const issue = await resolveIssue(ctx, idOrIdentifier)
  const rows = await listRelationRows(ctx.db, issue.id, { limit: page.limit, after: afterOf(page) })
  const { items, next_cursor } = toPage(rows, page.limit, (row) => [row.created_at.toISOString(), row.id])
  return { items: items.map((row) => toRelation(row, issue.prefix)), next_cursor }
}

/** Oldest first. @throws NotFound */
export async function listLinks(ctx: Ctx, idOrIdentifier: string, page: PageRequest) {
  const issue = await resolveIssue(ctx, idOrIdentifier)
  const rows = await listLinkRows(ctx.db, issue.id, { limit: page.limit, after: afterOf(page) })
  const { items, next_cursor } = toPage(rows, page.limit, (row) => [row.created_at.toISOString(), row.id])
  return { items: items.map(toLink), next_cursor }
}

/** @throws NotFound */
export async function findLink(ctx: Ctx, idOrIdentifier: string, linkId: string) {
  const issue = await resolveIssue(ctx, idOrIdentifier)
  const row = await findLinkRow(ctx.db, issue.id, linkId)
  if (!row) throw new NotFound('link', linkId)
  return toLink(row)
}

/** @throws NotFound */
export async function findRelationOf(ctx: Ctx, idOrIdentifier: string, relationId: string) {
  const issue = await resolveIssue(ctx, idOrIdentifier)
  const row = await findRelatedRow(ctx.db, issue.id, relationId)
  if (!row) throw new NotFound('relation', relationId)
  return toRelation(row, issue.prefix)
}

function toLink(row: LinkRow) {
  return {
    ...row,
    first_seen: row.first_seen?.toISOString() ?? null,
    last_seen: row.last_seen?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
  }
}

function afterOf({ cursor }: PageRequest) {
  return cursor === undefined ? null : decodeCursor(cursor, timeIdCursor)
}
