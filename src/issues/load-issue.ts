// Reads issues in the API's shape.
import type { Ctx } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { resolveIssue } from './resolve-issue.ts'
import type { Card, Issue } from './schemas.ts'
import { selectCards, selectIssueDetail } from './store/card-store.ts'
import { listRelationRows } from './store/relation-store.ts'
import { toCard, toIssue } from './to-card.ts'

const shownRelations = 100

/** @throws NotFound */
export async function loadIssue(ctx: Ctx, idOrIdentifier: string): Promise<Issue> {
  const { id } = await resolveIssue(ctx, idOrIdentifier)
  const [rows, detail, relations] = await Promise.all([
    selectCards(ctx.db, ctx.workspaceId, (issues) => issues.where('i.id', '=', id)).execute(),
    selectIssueDetail(ctx.db, id),
    listRelationRows(ctx.db, id, { limit: shownRelations, after: null }),
  ])
  const row = rows[0]
  if (!row) throw new NotFound('issue', idOrIdentifier)
  return toIssue(row, { ...detail, relations: relations.slice(0, shownRelations) }, ctx.now)
}

/** The cards that exist of these ids, in no particular order. */
export async function loadCards(ctx: Ctx, issueIds: string[]): Promise<Card[]> {
  if (issueIds.length === 0) return []
  const rows = await selectCards(ctx.db, ctx.workspaceId, (issues) => issues.where('i.id', 'in', issueIds)).execute()
  return rows.map((row) => toCard(row, ctx.now))
}
