// Comments are edited and deleted by their authors and by admins. What they said before is kept for the audit.
import { authorize } from '../access/authorize.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { cutText } from '../platform/cut-text.ts'
import { Forbidden, NotFound } from '../platform/errors.ts'
import { toComment } from './read-timeline.ts'
import { type IssueRow, resolveIssue } from './resolve-issue.ts'
import { createCommentSchema } from './schemas.ts'
import { type CommentRow, forgetExcerpts, lockComment, replaceComment } from './store/comment-store.ts'
import { touchIssueRow } from './store/issue-store.ts'
import { toActor } from './to-card.ts'

export interface CommentAddress {
  issueId: string
  commentId: string
}

/** @throws NotFound, Forbidden `not_author` */
export async function editComment(ctx: Ctx, { issueId, commentId, body }: CommentAddress & { body: string }) {
  const text = createCommentSchema.parse({ body }).body
  return withTransaction(ctx, async (tx) => {
    const { issue, comment } = await ownComment(tx, { issueId, commentId })
    if (comment.body === text) return toComment(comment)
    await replace(tx, { issue, comment, body: text })
    await touchIssueRow(tx.db, issue.id, tx.now)
    tx.emit({ type: 'comment.updated', issueId: issue.id, payload: { comment_id: comment.id, excerpt: cutText(text, 200) } })
    return toComment({ ...comment, body: text, edited_at: tx.now })
  })
}

/** @throws NotFound, Forbidden `not_author` */
export async function deleteComment(ctx: Ctx, address: CommentAddress): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    const { issue, comment } = await ownComment(tx, address)
    await replace(tx, { issue, comment, body: null })
    await touchIssueRow(tx.db, issue.id, tx.now)
    tx.emit({ type: 'comment.deleted', issueId: issue.id, payload: { comment_id: comment.id } })
  })
}

interface Replacement {
  issue: IssueRow
  comment: CommentRow
  body: string | null
}

async function replace(tx: Tx, { issue, comment, body }: Replacement): Promise<void> {
  await replaceComment(tx.db, { id: comment.id, oldBody: comment.body, body, by: tx.actor, now: tx.now })
  await forgetExcerpts(tx.db, { workspaceId: tx.workspaceId, issueId: issue.id, commentId: comment.id })
}

async function ownComment(tx: Tx, { issueId, commentId }: CommentAddress): Promise<{ issue: IssueRow; comment: CommentRow }> {
  const issue = await resolveIssue(tx, issueId)
  authorize(tx, 'comment.write', { issueId: issue.id })
  const comment = await lockComment(tx.db, issue.id, commentId)
  if (!comment) throw new NotFound('comment', commentId)
  const author = toActor(comment.author)
  const isOwn = author.type === tx.actor.type && author.id === tx.actor.id
  if (!isOwn && !tx.scopes.has('admin'))
    throw new Forbidden('not_author', `${author.name} wrote this comment: only they and admins change it.`)
  return { issue, comment }
}
