// For the command line on this machine while the server holds the database.
import { createRoute } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { Unauthorized } from '../platform/errors.ts'
import { type App, type AppEnv, createRoutes } from '../platform/http/app.ts'
import { json, problems } from '../platform/http/schemas.ts'
import { originOf } from './domain/origin.ts'
import { bearerToken } from './identify-bearer.ts'
import { isMadeHere } from './identify-local.ts'
import { toIncomingRequest } from './incoming-request.ts'
import { isLocalAdministrator } from './local-administration.ts'
import { loginLinkSchema, newPasswordSchema } from './schemas.ts'
import { createLoginLink, resetPassword } from './setup.ts'

const tags = ['Local administration']

const loginLink = createRoute({
  method: 'post',
  path: '/api/local/login-link',
  tags,
  responses: { 201: json(loginLinkSchema, 'A link that logs in once, within 15 minutes'), ...problems(401) },
})
const passwordReset = createRoute({
  method: 'post',
  path: '/api/local/reset-password',
  tags,
  responses: {
    200: json(newPasswordSchema, 'The new shared password; the sessions of the old one ended'),
    ...problems(401, 409),
  },
})

export function createLocalRoutes(): App {
  const routes = createRoutes()

  routes.openapi(loginLink, async (c) => {
    await requireLocalAdministrator(c)
    const { url, expiresAt } = await createLoginLink(c.get('runtime'), linkOrigin(c))
    return c.json({ url, expires_at: expiresAt.toISOString() }, 201)
  })

  routes.openapi(passwordReset, async (c) => {
    await requireLocalAdministrator(c)
    return c.json(await resetPassword(c.get('runtime')), 200)
  })

  return routes
}

/** The token alone would do; that it only counts from this machine, and not through a proxy, is the second lock. */
export async function requireLocalAdministrator(c: Context<AppEnv>): Promise<void> {
  const token = bearerToken(c.req.header('authorization') ?? null)
  if (!token || !isMadeHere(toIncomingRequest(c)) || !(await isLocalAdministrator(c.get('runtime'), token))) {
    throw new Unauthorized('invalid_token', 'Only for the command line on this machine, by the token in its data directory.')
  }
}

/** People open the link where they open Dispatch: at its public address, else here. */
function linkOrigin(c: Context<AppEnv>): string {
  const publicUrl = c.get('runtime').config.DISPATCH_PUBLIC_URL
  return publicUrl ?? originOf({ host: c.req.header('host') ?? null, origin: null }, undefined)
}
