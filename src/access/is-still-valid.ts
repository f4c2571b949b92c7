// Open streams ask again from time to time whether their caller may still listen.
import type { Ctx } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { environmentKeyId } from './identify-bearer.ts'
import { localKeyId } from './identify-local.ts'
import { isApiKeyLive } from './store/api-keys.ts'
import { hasLiveToolsToken } from './store/run-tokens.ts'
import { isSessionLive } from './store/sessions.ts'

/** Whether the session, key or run behind a context from authenticateRequest would still be let in, in its workspace. */
export async function isStillValid(runtime: Runtime, ctx: Ctx): Promise<boolean> {
  const db = runtime.database.kysely
  const { workspaceId } = ctx
  switch (ctx.actor.type) {
    case 'person':
      return ctx.session !== undefined && (await isSessionLive(db, { id: ctx.session.id, workspaceId, now: runtime.clock.now() }))
    case 'key':
      return [environmentKeyId, localKeyId].includes(ctx.actor.id) || (await isApiKeyLive(db, ctx.actor.id))
    case 'run':
      return hasLiveToolsToken(db, ctx.actor.id)
    case 'webhook':
    case 'system':
      return true
  }
}
