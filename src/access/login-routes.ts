// The ways in and out: password, link, confirmation, logout.
import { createRoute } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { Forbidden, Unauthorized } from '../platform/errors.ts'
import { type App, type AppEnv, createRoutes } from '../platform/http/app.ts'
import { json, problems } from '../platform/http/schemas.ts'
import { authenticateRequest } from './authenticate.ts'
import { confirmPassword } from './confirm-password.ts'
import { clientAddress } from './domain/client-address.ts'
import { decideLogin } from './domain/origin.ts'
import { toBrowserRequest } from './identify-session.ts'
import { toIncomingRequest } from './incoming-request.ts'
import { logInWithLink, logInWithPassword } from './log-in.ts'
import { createLoginThrottles, type Throttle } from './login-throttle.ts'
import type { Visitor } from './open-session.ts'
import { requireAccessUnkeyed } from './require-access.ts'
import { logOut } from './revoke-session.ts'
import { confirmSchema, linkLoginSchema, loginSchema } from './schemas.ts'
import { clearSessionCookie, giveSessionCookie } from './session-cookies.ts'

const tags = ['Access']
const done = { 204: { description: 'Done' } }
const loggedIn = { 204: { description: 'Logged in; the cookie dispatch_session is set' } }

const login = createRoute({
  method: 'post',
  path: '/api/auth/login',
  tags,
  request: { body: json(loginSchema, 'The shared password, and who you are') },
  responses: { ...loggedIn, ...problems(401, 403, 422, 429) },
})
const linkLogin = createRoute({
  method: 'post',
  path: '/api/auth/link',
  tags,
  request: { body: json(linkLoginSchema, 'The token of a login link') },
  responses: { ...loggedIn, ...problems(401, 403, 422, 429) },
})
const confirm = createRoute({
  method: 'post',
  path: '/api/auth/confirm',
  tags,
  middleware: requireAccessUnkeyed('session.change'),
  request: { body: json(confirmSchema, 'The password, again') },
  responses: { ...done, ...problems(401, 403, 422, 429) },
})
const logout = createRoute({ method: 'post', path: '/api/auth/logout', tags, responses: { ...done, ...problems(403) } })

export function createLoginRoutes(throttles = createLoginThrottles()): App {
  const routes = createRoutes()

  routes.openapi(login, async (c) => {
    const { password, display_name } = c.req.valid('json')
    const token = await throttled(c, throttles.passwords, () =>
      logInWithPassword(c.get('runtime'), password, visitor(c, display_name)),
    )
    giveSessionCookie(c, token)
    return c.body(null, 204)
  })

  routes.openapi(linkLogin, async (c) => {
    const { token: link, display_name } = c.req.valid('json')
    const token = await throttled(c, throttles.links, () => logInWithLink(c.get('runtime'), link, visitor(c, display_name)))
    giveSessionCookie(c, token)
    return c.body(null, 204)
  })

  routes.openapi(confirm, async (c) => {
    await throttled(c, throttles.confirmations, () => confirmPassword(c.get('ctx'), c.req.valid('json').password))
    return c.body(null, 204)
  })

  routes.openapi(logout, async (c) => {
    await endOwnSession(c)
    clearSessionCookie(c)
    return c.body(null, 204)
  })

  return routes
}

function visitor(c: Context<AppEnv>, displayName: string | undefined): Visitor {
  return { displayName, userAgent: c.req.header('user-agent'), requestId: c.get('requestId') }
}

/** Counts the attempt before it is judged, refuses those of other sites' pages, and logs failures without what was tried. */
async function throttled<T>(c: Context<AppEnv>, throttle: Throttle, attempt: () => Promise<T>): Promise<T> {
  const request = toIncomingRequest(c)
  const origin = decideLogin(toBrowserRequest(request), c.get('runtime').config.DISPATCH_PUBLIC_URL)
  if (!origin.allowed) throw new Forbidden('foreign_origin', origin.sentence)
  const address = clientAddress(request.remoteAddress, c.req.header('x-forwarded-for'))
  const by = c.get('ctx')?.session?.id ?? address // only the confirmation has a caller already
  await throttle.attempt(by)
  try {
    const result = await attempt()
    await throttle.succeeded(by)
    return result
  } catch (error) {
    if (error instanceof Unauthorized) c.get('runtime').log.warn({ address, requestId: c.get('requestId') }, 'login.failed')
    throw error
  }
}

/** Logging out of a session that ended before is fine; from another site's page it is not. */
async function endOwnSession(c: Context<AppEnv>): Promise<void> {
  try {
    await logOut(await authenticateRequest(c.get('runtime'), toIncomingRequest(c)))
  } catch (error) {
    if (!(error instanceof Unauthorized)) throw error
  }
}
