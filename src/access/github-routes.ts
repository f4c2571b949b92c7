// To GitHub and back: the browser asks where to go, and returns with a code.
import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { AppError } from '../platform/errors.ts'
import { type App, type AppEnv, createRoutes } from '../platform/http/app.ts'
import { json, problems } from '../platform/http/schemas.ts'
import { authenticateRequest } from './authenticate.ts'
import { beginGitHub, type Journey, linkPurpose } from './begin-github.ts'
import { finishGitHub } from './finish-github.ts'
import { toIncomingRequest } from './incoming-request.ts'
import type { LoginThrottles } from './login-throttle.ts'
import { githubDepartureSchema, githubStartSchema } from './member-schemas.ts'
import { giveJourneyCookie, giveSessionCookie, ownOrigin, takeJourneyCookie } from './session-cookies.ts'
import { count, throttled, visitorOf } from './throttled-entry.ts'

const tags = ['Access']

const start = createRoute({
  method: 'post',
  path: '/api/auth/github',
  tags,
  summary: 'Begin a login through GitHub',
  request: { body: { required: true, ...json(githubStartSchema, 'Empty to log in') } },
  responses: { 200: json(githubDepartureSchema, 'Where the browser goes now'), ...problems(401, 403, 409, 422, 429) },
})
const callback = createRoute({
  method: 'get',
  path: '/api/auth/github/callback',
  tags,
  summary: 'Where GitHub sends the browser back to',
  request: { query: z.object({ code: z.string().max(1000).optional(), state: z.string().max(200).optional() }) },
  responses: { 303: { description: 'To `next` or the board when it worked, else to /login?error=<code>' } },
})

export function createGitHubRoutes(throttles: LoginThrottles): App {
  const routes = createRoutes()

  routes.openapi(start, async (c) => {
    await count(c, throttles.departures)
    const body = c.req.valid('json')
    const journey = { origin: ownOrigin(c), purpose: await purposeOf(c, body), next: body.next }
    const { url, browserToken } = await beginGitHub(c.get('runtime'), journey)
    giveJourneyCookie(c, browserToken)
    return c.json({ url }, 200)
  })

  // A page of GitHub leads here: what it may do stands in the journey, and the cookie says that it is the same browser.
  routes.openapi(callback, async (c) => {
    const arrival = { parameters: new URL(c.req.url).searchParams, browserToken: takeJourneyCookie(c) }
    try {
      const { token, next } = await throttled(c, { throttle: throttles.links, method: 'github', isReturn: true }, () =>
        finishGitHub(c.get('runtime'), arrival, visitorOf(c)),
      )
      if (token) giveSessionCookie(c, token)
      return c.redirect(next, 303)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return c.redirect(`/login?error=${error.code}`, 303)
    }
  })

  return routes
}

async function purposeOf(c: Context<AppEnv>, body: z.output<typeof githubStartSchema>): Promise<Journey['purpose']> {
  if (body.link) return linkPurpose(await authenticateRequest(c.get('runtime'), toIncomingRequest(c)))
  if (body.invitation === undefined) return { kind: 'login' }
  return { kind: 'invitation', token: body.invitation, ...(body.display_name && { displayName: body.display_name }) }
}
