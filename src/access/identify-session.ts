// People: the session behind a cookie, if the cookie may be used from where the request comes, and their place in a workspace.
import { Forbidden, NotFound, Unauthorized } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { type BrowserRequest, decideCookieUse } from './domain/origin.ts'
import { scopesOfRole } from './domain/permissions.ts'
import { readSessionCookie } from './domain/session-cookie.ts'
import { hashToken, isToken } from './domain/tokens.ts'
import { findPlace } from './find-place.ts'
import { type Identity, type IncomingRequest, touchIntervalMs } from './identity.ts'
import { findLiveSession, touchSession } from './store/sessions.ts'

export const sessionLifetimeMs = 30 * 86_400_000
/** Binds the seal of a cookie to its use. */
const sealPurpose = 'session cookie'

/**
 * Throws Unauthorized without a living session or without any workspace to be in, Forbidden when another site's page sent
 * the request, NotFound for a workspace in `X-Dispatch-Workspace` that is not theirs.
 */
export async function identifySession(runtime: Runtime, request: IncomingRequest, now: Date): Promise<Identity> {
  const cookie = readSessionCookie(request.headers.get('cookie'))
  if (!cookie) throw new Unauthorized()
  const origin = decideCookieUse(toBrowserRequest(request), runtime.config.DISPATCH_PUBLIC_URL)
  if (!origin.allowed) throw new Forbidden('foreign_origin', origin.sentence)
  const token = openCookie(runtime, cookie)
  const session = token && (await findLiveSession(runtime.database.kysely, hashToken(token), now))
  if (!session) throw new Unauthorized('session_ended', 'The session has ended. Log in again.')
  const wanted = request.headers.get('x-dispatch-workspace')
  const place = await findPlace(runtime.database.kysely, session, wanted)
  if (!place && wanted) throw new NotFound('workspace', wanted)
  if (!place) throw new Unauthorized('no_workspace', 'You are no member of any workspace of this installation.')
  const expiresAt = await keepAlive(runtime, session, now)
  return {
    actor: { type: 'person', id: session.user_id, name: session.display_name },
    scopes: scopesOfRole(place.role),
    ...place,
    session: { id: session.id, confirmedAt: session.confirmed_at, expiresAt, isShared: session.kind === 'shared' },
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
