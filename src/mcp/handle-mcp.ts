// /api/mcp on the raw server: Streamable HTTP without sessions, by bearer token only.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { authenticateRequest } from '../access/authenticate.ts'
import { decideCookieUse } from '../access/domain/origin.ts'
import { hasScope } from '../access/domain/permissions.ts'
import type { Ctx } from '../platform/context.ts'
import { AppError, Forbidden, Malformed, Unauthorized } from '../platform/errors.ts'
import { jsonBodyLimitBytes } from '../platform/http/app.ts'
import { newId } from '../platform/ids.ts'
import type { Runtime } from '../platform/runtime.ts'
import { answerMcp } from './answer-mcp.ts'
import { type CreateServer, createMcpServer } from './create-server.ts'
import { isJson, notJson, readBody } from './read-body.ts'

/** Throws refusals; the server answers them as problems. @param create what stands behind the transport; default: Dispatch */
export function handleMcp(
  runtime: Runtime,
  create: CreateServer = createMcpServer,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    if (request.method !== 'POST') return refuseMethod(response)
    const headers = toHeaders(request)
    refuseForeignPages(runtime, headers)
    const ctx = await authenticate(runtime, request, headers)
    const message = parse(headers, await readBody(request, jsonBodyLimitBytes))
    const answer = await answerMcp(create(ctx), message, { url: 'http://dispatch.internal/api/mcp', headers })
    response.writeHead(answer.status, {
      ...Object.fromEntries(answer.headers),
      'cache-control': 'no-store',
      'x-request-id': ctx.requestId,
    })
    response.end(await answer.text())
  }
}

/** There is no stream to open and no session to delete here. */
function refuseMethod(response: ServerResponse): void {
  response.setHeader('allow', 'POST')
  throw new AppError(405, 'Method Not Allowed', { code: 'method_not_allowed', detail: '/api/mcp answers POST.' })
}

/** Browsers send Origin, MCP clients don't: a page of another site must not reach agents' tools through someone's browser. */
function refuseForeignPages(runtime: Runtime, headers: Headers): void {
  const origin = headers.get('origin')
  if (origin === null) return
  const request = {
    method: 'POST',
    path: '/api/mcp',
    host: headers.get('host'),
    origin,
    secFetchSite: headers.get('sec-fetch-site'),
  }
  const decision = decideCookieUse(request, runtime.config.DISPATCH_PUBLIC_URL)
  if (!decision.allowed) throw new Forbidden('foreign_origin', decision.sentence)
}

async function authenticate(runtime: Runtime, request: IncomingMessage, headers: Headers): Promise<Ctx> {
  if (!headers.has('authorization')) {
    throw new Unauthorized('unauthorized', 'Send an API key or a run token as `Authorization: Bearer <token>`.')
  }
  const requestId = newId('req')
  const ctx = await authenticateRequest(runtime, {
    method: 'POST',
    path: '/api/mcp',
    headers,
    remoteAddress: request.socket.remoteAddress,
    requestId,
  })
  if (!hasScope(ctx.scopes, ['read', 'write', 'agent']))
    throw new Forbidden('missing_scope', 'This needs a key with the scope read, write or agent.')
  return { ...ctx, requestId }
}

function parse(headers: Headers, body: string): unknown {
  if (!isJson(headers.get('content-type'))) throw notJson()
  try {
    // Half a character can be written in JSON only, and no database keeps it.
    return /\\ud[89a-f]/i.test(body) ? JSON.parse(body, wellFormed) : JSON.parse(body)
  } catch {
    throw new Malformed('The body is not valid JSON.')
  }
}

function wellFormed(_: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value
}

function toHeaders(request: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  return headers
}
