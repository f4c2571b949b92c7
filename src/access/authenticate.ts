// Who is asking? The one answer for the API, the streams and the pages.
import type { Ctx } from '../platform/context.ts'
import { Forbidden } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Runtime } from '../platform/runtime.ts'
import { identifyBearer } from './identify-bearer.ts'
import { identifySession } from './identify-session.ts'
import type { Identity, IncomingRequest } from './identity.ts'

/**
 * The context of the caller. Throws Unauthorized for an unknown, forged, expired or revoked token or cookie,
 * Forbidden for a cookie that another site's page tries to use, NotFound for an `X-Dispatch-Workspace` that is not theirs.
 * A request with an `Authorization` header is judged by that alone.
 */
export async function authenticateRequest(runtime: Runtime, request: IncomingRequest): Promise<Ctx> {
  const now = runtime.clock.now()
  const identity = await identify(runtime, request, now)
  return {
    db: runtime.database.kysely,
    actor: identity.actor,
    scopes: identity.scopes,
    workspaceId: identity.workspaceId,
    now,
    log: runtime.log,
    newId,
    system: runtime,
    ...(request.requestId && { requestId: request.requestId }),
    ...(identity.role && { role: identity.role }),
    ...(identity.runIssueId && { runIssueId: identity.runIssueId }),
    ...(identity.agentId && { agentId: identity.agentId }),
    ...(identity.session && { session: identity.session }),
  }
}

/** Keys and runs belong to one workspace; a person may name another of theirs. */
async function identify(runtime: Runtime, request: IncomingRequest, now: Date): Promise<Identity> {
  if (request.headers.get('authorization') === null) return identifySession(runtime, request, now)
  const identity = await identifyBearer(runtime, request, now)
  const wanted = request.headers.get('x-dispatch-workspace')
  if (wanted && wanted !== identity.workspaceId) {
    throw new Forbidden('workspace_not_allowed', 'This token belongs to one workspace. Leave out X-Dispatch-Workspace.')
  }
  return identity
}
