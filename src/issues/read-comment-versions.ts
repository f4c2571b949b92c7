// What a comment said before it was changed or deleted: for the audit.
import { z } from 'zod'
import { authorize } from '../access/authorize.ts'
import type { Ctx } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { decodeCursor, toPage } from '../platform/http/cursor.ts'
import type { CommentAddress } from './change-comment.ts'
import type { PageRequest } from './read-timeline.ts'
import { resolveIssue } from './resolve-issue.ts'
import { hasComment, listVersionRows } from './store/comment-store.ts'
import { toActor } from './to-card.ts'

const versionCursor = z.tuple([z.number().int().min(0).max(2_000_000_000)])

/** Oldest first. @throws NotFound, Forbidden */
export async function listCommentVersions(ctx: Ctx, { issueId, commentId }: CommentAddress, page: PageRequest) {
  authorize(ctx, 'audit.read')
  const issue = await resolveIssue(ctx, issueId)
  if (!(await hasComment(ctx.db, { issueId: issue.id, commentId }))) throw new NotFound('comment', commentId)
  const after = page.cursor === undefined ? 0 : decodeCursor(page.cursor, versionCursor)[0]
  const rows = await listVersionRows(ctx.db, { issueId: issue.id, commentId }, { limit: page.limit, after })
  const { items, next_cursor } = toPage(rows, page.limit, (row) => [row.version])
  return {
    items: items.map((row) => ({
      version: row.version,
      body: row.body,
      replaced_by: toActor(row.replaced_by),
      replaced_at: row.replaced_at.toISOString(),
    })),
    next_cursor,
  }
}
