// The Hono application that features add their routes to: request ids, body rules, and one way to refuse.
import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler } from 'hono'
import type { Ctx } from '../context.ts'
import { AppError, Invalid, Malformed, NotJson } from '../errors.ts'
import { newId } from '../ids.ts'
import type { Runtime } from '../runtime.ts'
import { allowedMethods } from './allowed-methods.ts'
import { sayInputInWords } from './input-words.ts'
import { limitBody } from './limit-body.ts'
import { problemResponse } from './problem.ts'

sayInputInWords()

export interface AppEnv {
  Variables: {
    runtime: Runtime
    requestId: string
    /** Set by the access layer on routes that name a scope. */
    ctx: Ctx
    /** Set by a route whose answer shows a secret once: it is not kept for a repeated Idempotency-Key. */
    answerIsSecret?: boolean
  }
}

export type App = OpenAPIHono<AppEnv>

/** JSON bodies of people and API clients; webhooks have a limit of their own. */
export const jsonBodyLimitBytes = 1_048_576

/** A set of routes of one feature. Input that fails its schema becomes a 422 with the places. */
export function createRoutes(): App {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return
      throw new Invalid(result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })))
    },
  })
}

/** The whole `/api`: the given features under one roof, unknown paths and methods answered as problems. */
export function createApi(runtime: Runtime, features: App[]): App {
  const api = createRoutes()
  api.use(async (c, next) => {
    c.set('runtime', runtime)
    c.set('requestId', newId('req'))
    await next()
    // Not `c.header`, which would now rebuild the answer around a web stream of its body.
    const { headers } = c.res
    headers.set('x-request-id', c.get('requestId'))
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  })
  api.use(exceptWebhooks(limitBody(jsonBodyLimitBytes)))
  api.use(exceptWebhooks(requireJson))
  for (const feature of features) api.route('/', feature)
  api.notFound((c) => refuseUnknown(api, c))
  api.onError((error, c) => problemResponse(c, error))
  return api
}

const webhookPath = /^\/api\/(sentry|github|loki|mcp)\/webhook(\/|$)|^\/api\/signals(\/|$)|^\/api\/mcp$/

function exceptWebhooks(middleware: MiddlewareHandler<AppEnv>): MiddlewareHandler<AppEnv> {
  return (c, next) => (webhookPath.test(c.req.path) ? next() : middleware(c, next))
}

const bodyless = new Set(['GET', 'HEAD', 'OPTIONS'])

/** A body is JSON and says so. An absent body counts as `{}` for routes whose fields are all optional. */
const requireJson: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (bodyless.has(c.req.method)) return next()
  const text = await c.req.text()
  const saysJson = /^application\/(json|[\w.+-]+\+json)\s*(;|$)/i.test(c.req.header('content-type') ?? '')
  if (text.length > 0) {
    if (!saysJson) throw new NotJson()
    refuseUnreadable(text)
  } else if (saysJson) {
    // Hono reads the one out of the other.
    delete c.req.bodyCache.text
    c.req.bodyCache.json = Promise.resolve({})
  }
  return next()
}

/** Only an escape can bring in half a surrogate pair, which is no character and which jsonb cannot hold. */
function refuseUnreadable(text: string): void {
  try {
    JSON.parse(text, /\\ud[89a-f]/i.test(text) ? refuseHalfCharacters : undefined)
  } catch (error) {
    throw new Malformed(`The body is not valid JSON: ${error instanceof Error ? error.message : 'unreadable'}.`)
  }
}

function refuseHalfCharacters(key: string, value: unknown): unknown {
  if (key.isWellFormed() && (typeof value !== 'string' || value.isWellFormed())) return value
  throw new SyntaxError('an escape stands for half a character')
}

function refuseUnknown(api: App, c: Context<AppEnv>): Response {
  const methods = allowedMethods(api, c.req.path)
  const known = methods.length > 0
  const error = known
    ? new AppError(405, 'Method Not Allowed', {
        code: 'method_not_allowed',
        detail: `${c.req.path} answers ${methods.join(', ')}.`,
      })
    : new AppError(404, 'Not Found', { code: 'not_found', detail: `There is nothing at ${c.req.path}. See /api/docs.` })
  const response = problemResponse(c, error)
  if (known) response.headers.set('allow', methods.join(', '))
  return response
}
