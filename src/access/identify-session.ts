// People: the session behind a cookie, if the cookie may be used from where the request comes.
import { Forbidden, Unauthorized } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { type BrowserRequest, decideCookieUse } from './domain/origin.ts'
import { allScopes } from './domain/permissions.ts'
import { readSessionCookie } from './domain/session-cookie.ts'
import { hashToken, isToken } from './domain/tokens.ts'
import { type Identity, type IncomingRequest, touchIntervalMs } from './identity.ts'
import { findLiveSession, touchSession } from './store/sessions.ts'
import { findDefaultWorkspaceRow } from './store/workspaces.ts'

export const sessionLifetimeMs = 30 * 86_400_000
/** Binds the seal of a cookie to its use. */
const sealPurpose = 'session cookie'

/** Throws Unauthorized without a living session, Forbidden when another site's page sent the request. */
export async function identifySession(runtime: Runtime, request: IncomingRequest, now: Date): Promise<Identity> {
  const cookie = readSessionCookie(request.headers.get('cookie'))
  if (!cookie) throw new Unauthorized()
  const origin = decideCookieUse(toBrowserRequest(request), runtime.config.DISPATCH_PUBLIC_URL)
  if (!origin.allowed) throw new Forbidden('foreign_origin', origin.sentence)
  const token = openCookie(runtime, cookie)
  const session = token && (await findLiveSession(runtime.database.kysely, hashToken(token), now))
  if (!session) throw new Unauthorized('session_ended', 'The session has ended. Log in again.')
  const expiresAt = await keepAlive(runtime, session, now)
  return {
    actor: { type: 'person', id: session.user_id, name: session.display_name },
    scopes: allScopes,
    role: 'owner',
    workspaceId: session.workspace_deleted_at ? await defaultWorkspaceId(runtime) : session.workspace_id,
    session: { id: session.id, confirmedAt: session.confirmed_at, expiresAt, isShared: true },
  }
}

/** A token as a cookie: sealed with the installation's key, so that a forged one is refused before any look-up. */
export function sealCookie(runtime: Runtime, token: string): string {
  return runtime.secrets.seal(token, sealPurpose)
}

export function toBrowserRequest(request: IncomingRequest): BrowserRequest {
  const { method, path, headers } = request
  return { method, path, host: headers.get('host'), origin: headers.get('origin'), secFetchSite: headers.get('sec-fetch-site') }
}

/** The token in a cookie; undefined for whatever we did not seal, which is never an error of ours. */
function openCookie(runtime: Runtime, cookie: string): string | undefined {
  try {
    const token = runtime.secrets.open(cookie, sealPurpose)
    return isToken('session', token) ? token : undefined
  } catch {
    return undefined
  }
}

async function keepAlive(
  runtime: Runtime,
  session: { id: string; last_seen_at: Date; expires_at: Date },
  now: Date,
): Promise<Date> {
  if (now.getTime() - session.last_seen_at.getTime() < touchIntervalMs) return session.expires_at
  const expiresAt = new Date(now.getTime() + sessionLifetimeMs)
  await touchSession(runtime.database.kysely, session.id, { now, expiresAt })
  return expiresAt
}

async function defaultWorkspaceId(runtime: Runtime): Promise<string> {
  const workspace = await findDefaultWorkspaceRow(runtime.database.kysely)
  if (!workspace) throw new Unauthorized('session_ended', 'The workspace of this session was deleted.')
  return workspace.id
}
