// One Node http server: Hono answers /api, the streams write to the response themselves, Next serves the pages.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import next from 'next'
import { authenticateRequest } from './access/authenticate.ts'
import { authorize } from './access/authorize.ts'
import { authorizeInstallation } from './access/authorize-installation.ts'
import { decideHost } from './access/domain/origin.ts'
import { streamBoard } from './board/stream-board.ts'
import type { Ctx } from './platform/context.ts'
import { AppError } from './platform/errors.ts'
import { answerProblem } from './platform/http/answer-problem.ts'
import { listen } from './platform/http/port.ts'
import { newId } from './platform/ids.ts'
import type { System } from './system.ts'

export interface RunningServer {
  /** Where it answers on this machine, e.g. http://127.0.0.1:3002. */
  origin: string
  stop(): Promise<void>
}

const idleConnectionMs = 75_000

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void

/** Opens the port when everything behind it is ready. */
export async function startServer(system: System, options: { pages: boolean } = { pages: true }): Promise<RunningServer> {
  const { HOST, PORT } = system.runtime.config
  const server = createServer()
  // Longer than proxies and clients keep an idle connection, so that none is closed while a request is on its way.
  server.keepAliveTimeout = idleConnectionMs
  const pages = options.pages ? await preparePages(server) : undefined
  const api = getRequestListener(system.api.fetch)
  const route = chooseHandler(system, api, pages?.handle)
  server.on('request', (request, response) => {
    observe(system, request, response)
    void answer(system, route, request, response)
  })
  await listen(server, PORT, HOST)
  return {
    origin: `http://${HOST === '::1' ? '[::1]' : HOST === '0.0.0.0' || HOST === '::' || HOST === 'localhost' ? '127.0.0.1' : HOST}:${portOf(server)}`,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
      await pages?.close()
    },
  }
}

async function preparePages(server: Server) {
  const app = next({ dev: false, dir: join(import.meta.dirname, '..'), httpServer: server })
  await app.prepare()
  const handle = app.getRequestHandler()
  return { handle: (request: IncomingMessage, response: ServerResponse) => handle(request, response), close: () => app.close() }
}

async function answer(system: System, route: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    if (redirectOrRefuse(system, request, response)) return
    await route(request, response)
  } catch (error) {
    answerProblem(system.runtime.log, response, error)
  }
}

/** Requests for other names than our own never reach a route. */
function redirectOrRefuse(system: System, request: IncomingMessage, response: ServerResponse): boolean {
  const { HOST, DISPATCH_PUBLIC_URL } = system.runtime.config
  const path = request.url ?? '/'
  const decision = decideHost(
    { host: request.headers.host ?? null, method: request.method ?? 'GET', path },
    { port: request.socket.localPort ?? 0, listenHost: HOST, publicUrl: DISPATCH_PUBLIC_URL },
  )
  if (decision.kind === 'serve') return false
  if (decision.kind === 'refuse')
    throw new AppError(421, 'Misdirected Request', { code: 'unknown_host', detail: decision.sentence })
  response.writeHead(308, { location: `http://${decision.host}${path}` }).end()
  return true
}

/** Ids need no escaping; an address with escapes in this place names no run. */
const runStream = /^\/api\/runs\/([\w-]+)\/stream$/

const readOnly = new Set(['/api/board/stream', '/metrics'])

function chooseHandler(system: System, api: Handler, pages: Handler | undefined): Handler {
  return async (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    const isRead = request.method === 'GET'
    const run = runStream.exec(path)?.[1]
    if (!isRead && (run || readOnly.has(path))) refuseOtherThanGet(response)
    if (isRead && path === '/api/board/stream')
      return streamBoard(await listenerOf(system, request, response), system.tails, request, response)
    if (run) return system.streamRun(await listenerOf(system, request, response), request, response, run)
    if (path === '/api/mcp') return system.handleMcp(request, response)
    if (path === '/api' || path.startsWith('/api/')) return api(request, response)
    if (isRead && path === '/metrics') return answerMetrics(system, request, response)
    if (!pages) throw new AppError(404, 'Not Found', { code: 'not_found', detail: 'This process serves the API only.' })
    setPageHeaders(response)
    return pages(request, response)
  }
}

function refuseOtherThanGet(response: ServerResponse): never {
  response.setHeader('allow', 'GET')
  throw new AppError(405, 'Method Not Allowed', { code: 'method_not_allowed', detail: 'Only GET is answered here.' })
}

async function callerOf(system: System, request: IncomingMessage): Promise<Ctx> {
  return authenticateRequest(system.runtime, {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: new Headers(
      Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, String(value)]],
      ),
    ),
    remoteAddress: request.socket.remoteAddress,
    requestId: newId('req'),
  })
}

async function listenerOf(system: System, request: IncomingMessage, response: ServerResponse): Promise<Ctx> {
  const ctx = await callerOf(system, request)
  authorize(ctx, 'event.read')
  system.streamPlaces.take(ctx, response)
  return ctx
}

async function answerMetrics(system: System, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await authorizeInstallation(await callerOf(system, request), 'metrics.read')
  response.writeHead(200, { 'content-type': system.metrics.contentType }).end(await system.metrics.text())
}

function setPageHeaders(response: ServerResponse): void {
  response.setHeader('x-frame-options', 'DENY')
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'same-origin')
  response.setHeader('content-security-policy', "frame-ancestors 'none'; base-uri 'self'; object-src 'none'; form-action 'self'")
}

function observe(system: System, request: IncomingMessage, response: ServerResponse): void {
  const startedAt = performance.now()
  response.on('finish', () => {
    const [, first = '', second = ''] = (request.url ?? '/').split(/[/?]/)
    const area = first === 'api' ? `api/${second.slice(0, 30)}` : 'pages'
    system.metrics.observe({
      method: request.method ?? '',
      area,
      status: response.statusCode,
      seconds: (performance.now() - startedAt) / 1000,
    })
  })
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
