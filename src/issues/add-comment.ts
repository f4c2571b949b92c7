// Comments: Markdown by people, keys and agents.
import { authorize } from '../access/authorize.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { cutText } from '../platform/cut-text.ts'
import { resolveIssue } from './resolve-issue.ts'
import { createCommentSchema } from './schemas.ts'
import { insertComment } from './store/comment-store.ts'
import { touchIssueRow } from './store/issue-store.ts'

export async function addComment(ctx: Ctx, input: { issueId: string; body: string }): Promise<{ id: string }> {
  const { body } = createCommentSchema.parse({ body: input.body })
  return withTransaction(ctx, async (tx) => {
    const issue = await resolveIssue(tx, input.issueId)
    authorize(tx, 'comment.write', { issueId: issue.id })
    const id = tx.newId('cmt')
    await insertComment(tx.db, {
      id,
      workspace_id: tx.workspaceId,
      issue_id: issue.id,
      body,
      author: { ...tx.actor },
      created_at: tx.now,
    })
    await touchIssueRow(tx.db, issue.id, tx.now)
    tx.emit({ type: 'comment.added', issueId: issue.id, payload: { comment_id: id, excerpt: cutText(body, 200) } })
    return { id }
  })
}
