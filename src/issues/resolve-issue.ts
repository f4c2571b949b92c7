// Turns what people write, an id or DISPATCH-42, into the issue. Deleted and foreign ones do not exist.
import type { Ctx } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { parseReference } from './domain/identifier.ts'
import { findIssueById, findIssueByNumber, type IssueRow, lockIssue } from './store/issue-store.ts'

export type { IssueRow }

/** @throws NotFound */
export async function resolveIssue(ctx: Ctx, idOrIdentifier: string): Promise<IssueRow> {
  const reference = parseReference(idOrIdentifier)
  if (!reference) throw new NotFound('issue', idOrIdentifier)
  const issue =
    reference.kind === 'id'
      ? await findIssueById(ctx.db, ctx.workspaceId, reference.id)
      : await findIssueByNumber(ctx.db, ctx.workspaceId, reference.prefix, reference.number)
  if (!issue) throw new NotFound('issue', idOrIdentifier)
  return issue
}

/** The same, locked until the end of the transaction, so that what is decided about it stays true. */
export async function resolveIssueForUpdate(ctx: Ctx, idOrIdentifier: string): Promise<IssueRow> {
  const reference = parseReference(idOrIdentifier)
  const issue = reference && (await lockIssue(ctx.db, ctx.workspaceId, reference))
  if (!issue) throw new NotFound('issue', idOrIdentifier)
  return issue
}
