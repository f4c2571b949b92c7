// The first line of every command: may this caller do that?
import type { Ctx } from '../platform/context.ts'
import { Forbidden } from '../platform/errors.ts'
import { type Action, decideAccess } from './domain/permissions.ts'

/** Throws Forbidden unless the caller may do `action`. For runs, name the issue by its id (`iss_…`). */
export function authorize(ctx: Ctx, action: Action, on: { issueId?: string } = {}): void {
  const access = decideAccess({ actorType: ctx.actor.type, scopes: ctx.scopes, runIssueId: ctx.runIssueId }, action, on.issueId)
  if (!access.allowed) throw new Forbidden(access.code, access.sentence)
}
