// The ways in and out: password, link, confirmation, logout.
import { createRoute } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { Unauthorized } from '../platform/errors.ts'
import { type App, type AppEnv, createRoutes } from '../platform/http/app.ts'
import { json, problems } from '../platform/http/schemas.ts'
import { authenticateRequest } from './authenticate.ts'
import { confirmPassword } from './confirm-password.ts'
import { toIncomingRequest } from './incoming-request.ts'
import { logInWithAccount, logInWithLink, logInWithPassword } from './log-in.ts'
import { createLoginThrottles } from './login-throttle.ts'
import { requireAccessUnkeyed } from './require-access.ts'
import { logOut } from './revoke-session.ts'
import { confirmSchema, linkLoginSchema, loginSchema } from './schemas.ts'
import { clearSessionCookie, giveSessionCookie } from './session-cookies.ts'
import { throttled, visitorOf } from './throttled-entry.ts'

const tags = ['Access']
const done = { 204: { description: 'Done' } }
const loggedIn = { 204: { description: 'Logged in; the cookie dispatch_session is set' } }

const login = createRoute({
  method: 'post',
  path: '/api/auth/login',
  tags,
  request: { body: json(loginSchema, 'The shared password and who you are, or your e-mail address and your password') },
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
    const { email, password, display_name } = c.req.valid('json')
    const entry = { throttle: throttles.passwords, method: email ? ('account' as const) : ('password' as const), email }
    const token = await throttled(c, entry, () =>
      email
        ? logInWithAccount(c.get('runtime'), { email, password }, visitorOf(c))
        : logInWithPassword(c.get('runtime'), password, visitorOf(c, display_name)),
    )
    giveSessionCookie(c, token)
    return c.body(null, 204)
  })

  routes.openapi(linkLogin, async (c) => {
    const { token: link, display_name } = c.req.valid('json')
    const token = await throttled(c, { throttle: throttles.links, method: 'link' }, () =>
      logInWithLink(c.get('runtime'), link, visitorOf(c, display_name)),
    )
    giveSessionCookie(c, token)
    return c.body(null, 204)
  })

  routes.openapi(confirm, async (c) => {
    await throttled(c, { throttle: throttles.confirmations, method: 'confirmation' }, () =>
      confirmPassword(c.get('ctx'), c.req.valid('json').password),
    )
    return c.body(null, 204)
  })

  routes.openapi(logout, async (c) => {
    await endOwnSession(c)
    clearSessionCookie(c)
    return c.body(null, 204)
  })

  return routes
}

/** Logging out of a session that ended before is fine; from another site's page it is not. */
async function endOwnSession(c: Context<AppEnv>): Promise<void> {
  try {
    await logOut(await authenticateRequest(c.get('runtime'), toIncomingRequest(c)))
  } catch (error) {
    if (!(error instanceof Unauthorized)) throw error
  }
}
