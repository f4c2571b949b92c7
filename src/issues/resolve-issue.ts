// Turns what people write, an id or DISPATCH-42, into the issue. Deleted and foreign ones do not exist.
import type { Ctx } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { parseReference } from './domain/identifier.ts'
import { findIssueById, findIssueByNumber, type IssueRow, lockIssue } from './store/issue-store.ts'

export type { IssueRow }

/** Undefined when there is none that the workspace can see. */
export async function findIssue(ctx: Ctx, idOrIdentifier: string): Promise<IssueRow | undefined> {
  const reference = parseReference(idOrIdentifier)
  if (!reference) return undefined
  return reference.kind === 'id'
    ? findIssueById(ctx.db, ctx.workspaceId, reference.id)
    : findIssueByNumber(ctx.db, ctx.workspaceId, reference.prefix, reference.number)
}

/** @throws NotFound */
export async function resolveIssue(ctx: Ctx, idOrIdentifier: string): Promise<IssueRow> {
  const issue = await findIssue(ctx, idOrIdentifier)
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
