// Who is asking? The one answer for the API, the streams and the pages.
import type { Ctx } from '../platform/context.ts'
import { Forbidden, NotFound } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Runtime } from '../platform/runtime.ts'
import { identifyBearer } from './identify-bearer.ts'
import { identifySession } from './identify-session.ts'
import type { Identity, IncomingRequest } from './identity.ts'
import { findWorkspace } from './store/workspaces.ts'

/**
 * The context of the caller. Throws Unauthorized for an unknown, forged, expired or revoked token or cookie,
 * Forbidden for a cookie that another site's page tries to use, NotFound for an unknown `X-Dispatch-Workspace`.
 * A request with an `Authorization` header is judged by that alone.
 */
export async function authenticateRequest(runtime: Runtime, request: IncomingRequest): Promise<Ctx> {
  const now = runtime.clock.now()
  const authorization = request.headers.get('authorization')
  const identity =
    authorization === null ? await identifySession(runtime, request, now) : await identifyBearer(runtime, authorization, now)
  return {
    db: runtime.database.kysely,
    actor: identity.actor,
    scopes: identity.scopes,
    workspaceId: await chooseWorkspace(runtime, request.headers.get('x-dispatch-workspace'), identity),
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

/** A person may work in every workspace of the installation; keys and runs belong to one. */
async function chooseWorkspace(runtime: Runtime, wanted: string | null, identity: Identity): Promise<string> {
  if (!wanted || wanted === identity.workspaceId) return identity.workspaceId
  if (identity.actor.type !== 'person') {
    throw new Forbidden('workspace_not_allowed', 'This token belongs to one workspace. Leave out X-Dispatch-Workspace.')
  }
  const workspace = await findWorkspace(runtime.database.kysely, wanted)
  if (!workspace) throw new NotFound('workspace', wanted)
  return workspace.id
}
