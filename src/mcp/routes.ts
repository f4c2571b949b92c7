// Where agents that run elsewhere report, and where they get the secret to sign it with. The tools are on the raw server.
import { createRoute } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { toIncomingRequest } from '../access/incoming-request.ts'
import { requireAccess } from '../access/require-access.ts'
import type { Ctx } from '../platform/context.ts'
import { TooLarge } from '../platform/errors.ts'
import { type App, type AppEnv, createRoutes, jsonBodyLimitBytes } from '../platform/http/app.ts'
import { idParam, json, problems } from '../platform/http/schemas.ts'
import { identifyBySignature, identifyByToken } from './identify-sender.ts'
import { isJson, notJson } from './read-body.ts'
import { type ReceivedEvent, receiveAgentEvent } from './receive-agent-event.ts'
import { rotateAgentSecret } from './rotate-agent-secret.ts'
import { agentEventReceivedSchema, agentEventSchema, agentSecretSchema } from './schemas.ts'

const limit = bodyLimit({
  maxSize: jsonBodyLimitBytes,
  onError: () => {
    throw new TooLarge(jsonBodyLimitBytes)
  },
})

/** A token decides where there is one; else a signature, with the agent in a header. */
const sender: MiddlewareHandler<AppEnv> = async (c, next) => {
  const agentId = c.req.header('x-dispatch-agent')
  const isSigned = c.req.header('authorization') === undefined && agentId !== undefined
  c.set('ctx', isSigned ? await signerOf(c, agentId) : await identifyByToken(c.get('runtime'), toIncomingRequest(c)))
  return next()
}

const signer: MiddlewareHandler<AppEnv> = async (c, next) => {
  c.set('ctx', await signerOf(c, c.req.param('id') ?? ''))
  return next()
}

/** The signature is over the raw bytes, which Hono keeps for the schema that comes after. */
async function signerOf(c: Context<AppEnv>, agentId: string): Promise<Ctx> {
  const signed = { agentId, headers: c.req.raw.headers, body: new Uint8Array(await c.req.arrayBuffer()) }
  return { ...(await identifyBySignature(c.get('runtime'), signed)), requestId: c.get('requestId') }
}

/** What is not called JSON would pass the schema unread. */
const onlyJson: MiddlewareHandler<AppEnv> = (c, next) => {
  if (isJson(c.req.header('content-type'))) return next()
  throw notJson()
}

const shared = {
  method: 'post' as const,
  tags: ['MCP'],
  responses: {
    202: json(agentEventReceivedSchema, 'Carried out'),
    200: json(agentEventReceivedSchema, 'Known already'),
    ...problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
  },
}
const body = { required: true, ...json(agentEventSchema, 'The event') }

const byToken = createRoute({
  ...shared,
  path: '/api/mcp/webhook',
  summary: 'Report what an agent does, by token, or signed and with the header x-dispatch-agent',
  middleware: [limit, sender, onlyJson],
  request: { body },
})
const bySignature = createRoute({
  ...shared,
  path: '/api/mcp/webhook/{id}',
  summary: 'Report what an agent does, signed (Standard Webhooks) with its secret',
  middleware: [limit, signer, onlyJson],
  request: { params: idParam, body },
})
const makeSecret = createRoute({
  method: 'post',
  path: '/api/agents/{id}/secret',
  tags: ['Agents'],
  summary: "Make the agent's secret; the one before stops working",
  middleware: requireAccess('agent.manage'),
  request: { params: idParam },
  responses: { 201: json(agentSecretSchema, 'The secret, shown once'), ...problems(401, 403, 404) },
})

export function mcpRoutes(): App {
  const routes = createRoutes()

  routes.openapi(byToken, async (c) => answer(c, await receiveAgentEvent(c.get('ctx'), c.req.valid('json'))))

  routes.openapi(bySignature, async (c) => answer(c, await receiveAgentEvent(c.get('ctx'), c.req.valid('json'))))

  routes.openapi(makeSecret, async (c) => {
    const secret = await rotateAgentSecret(c.get('ctx'), c.req.valid('param').id)
    c.set('answerIsSecret', true)
    return c.json({ secret }, 201)
  })

  return routes
}

function answer(c: Context<AppEnv>, received: ReceivedEvent) {
  return received.status === 'accepted' ? c.json(received, 202) : c.json(received, 200)
}
