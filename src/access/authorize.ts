// The first line of every command: may this caller do that?
import type { Ctx } from '../platform/context.ts'
import { Forbidden } from '../platform/errors.ts'
import { type Action, type Caller, decideAccess } from './domain/permissions.ts'

/** Throws Forbidden unless the caller may do `action`. For runs, name the issue by its id (`iss_…`). */
export function authorize(ctx: Ctx, action: Action, on: { issueId?: string } = {}): void {
  const access = decideAccess(callerOf(ctx), action, on.issueId)
  if (!access.allowed) throw new Forbidden(access.code, access.sentence)
}

/** The caller of a context as far as permissions go. */
export function callerOf(ctx: Ctx): Caller {
  return { actorType: ctx.actor.type, scopes: ctx.scopes, role: ctx.role, runIssueId: ctx.runIssueId }
}
