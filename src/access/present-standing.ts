// What the caller of an open stream is by now: roles change and sessions end while it listens.
import type { Ctx, Role, Scope } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { scopesOfRole } from './domain/permissions.ts'
import { environmentKeyId } from './identify-bearer.ts'
import { localKeyId } from './identify-local.ts'
import { isApiKeyLive } from './store/api-keys.ts'
import { hasLiveToolsToken } from './store/run-tokens.ts'
import { findSessionRole } from './store/sessions.ts'

export interface Standing {
  scopes: ReadonlySet<Scope>
  role?: Role
}

/** The caller behind a context from authenticateRequest as of now, in its workspace; undefined when it would not be let in any more. */
export async function presentStanding(runtime: Runtime, ctx: Ctx): Promise<Standing | undefined> {
  const db = runtime.database.kysely
  const { workspaceId, scopes } = ctx
  switch (ctx.actor.type) {
    case 'person': {
      if (!ctx.session) return undefined
      const role = await findSessionRole(db, { id: ctx.session.id, workspaceId, now: runtime.clock.now() })
      return role && { role, scopes: scopesOfRole(role) }
    }
    case 'key': {
      const isLive = [environmentKeyId, localKeyId].includes(ctx.actor.id) || (await isApiKeyLive(db, ctx.actor.id))
      return isLive ? { scopes } : undefined
    }
    case 'run':
      return (await hasLiveToolsToken(db, ctx.actor.id)) ? { scopes } : undefined
    case 'webhook':
    case 'system':
      return { scopes }
  }
}
