// Stands between agents and the model API on loopback: adds the real key, counts every token, and refuses when a run's money is spent.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type CallEstimate, estimateCall } from './call-estimate.ts'
import { ProxyRun, type ProxyRunOptions } from './proxy-run.ts'
import { judgeBody, judgePath, type Refusal, tooLarge, unreachable, wrongToken } from './request-policy.ts'
import { createUsageMeter, type Metered } from './usage-meter.ts'

/** Where calls go and what proves that they may. */
export interface ModelUpstream {
  baseUrl: string
  credential: { kind: 'api_key' | 'bearer'; value: string } | { kind: 'none' }
}

export interface ModelProxy {
  /** Lets a run in. Its address and token are worth nothing once it is closed. */
  openRun(options: ProxyRunOptions): { run: ProxyRun; baseUrl: string; close(): void }
  close(): Promise<void>
}

interface ProxyState {
  upstream(): ModelUpstream
  runs: Map<string, ProxyRun>
  fetch: typeof fetch
}

const bodyBytesMax = 32 * 1024 * 1024

/** Starts the proxy on a free port of 127.0.0.1. `upstream` is asked for each call. Nothing is logged: bodies and keys have no other way out. */
export async function startModelProxy(upstream: () => ModelUpstream, fetcher: typeof fetch = fetch): Promise<ModelProxy> {
  const state: ProxyState = { upstream, runs: new Map(), fetch: fetcher }
  const server = createServer((request, response) => {
    // A client that leaves while its body is read gets no answer, and nothing was sent on.
    handle(state, request, response).catch(() => response.destroy())
  })
  server.requestTimeout = 0
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${portOf(server)}`
  return {
    openRun(options) {
      const run = new ProxyRun(options)
      state.runs.set(run.runId, run)
      return { run, baseUrl: `${origin}/${run.runId}`, close: () => closeRun(state, run) }
    },
    close: () =>
      new Promise((resolve) => {
        for (const run of state.runs.values()) closeRun(state, run)
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function closeRun(state: ProxyState, run: ProxyRun): void {
  run.close()
  state.runs.delete(run.runId)
}

interface Call {
  run: ProxyRun
  path: string
  search: string
  body: Buffer
  /** Null for calls that cost nothing. */
  estimate: CallEstimate | null
}

async function handle(state: ProxyState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://proxy')
  const [, runId = '', path = ''] = /^\/([\w-]+)(\/.*)$/.exec(url.pathname) ?? []
  const run = state.runs.get(runId)
  if (!run?.admits(tokenOf(request))) return refuse(response, wrongToken)
  const verdict = judgePath(request.method, path)
  if (!verdict.ok) return refuse(response, verdict.refusal)
  const early = run.refusalOf(verdict.isMetered)
  if (early) return refuse(response, early)
  const body = await readBody(request)
  if (!body) return refuse(response, tooLarge)
  const judged = judgeBody(body)
  if (!judged.ok) return refuse(response, judged.refusal)
  const estimate = verdict.isMetered ? estimateCall(judged.model, body.length, judged.maxTokens) : null
  // Again, since others may have come while the body was read; from here until the call is open nothing can come between.
  const late = run.refusalOf(verdict.isMetered, estimate)
  if (late) return refuse(response, late)
  await forward(state, { run, path, search: url.search, body, estimate }, { request, response })
}

async function forward(
  state: ProxyState,
  call: Call,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  const upstream = state.upstream()
  const open = call.run.open(call.estimate)
  const meter: CallMeter = { read: () => 'lost' }
  response.on('close', () => open.controller.abort())
  try {
    const answer = await state.fetch(`${upstream.baseUrl.replace(/\/$/, '')}${call.path}${call.search}`, {
      method: 'POST',
      headers: { ...forwardedHeaders(request), ...credentialHeaders(upstream) },
      body: new Uint8Array(call.body),
      redirect: 'manual',
      signal: open.controller.signal,
    })
    response.writeHead(answer.status, answeredHeaders(answer.headers))
    await passThrough(answer, meter, response)
  } catch (error) {
    if (wasNeverSent(error)) meter.read = () => 'nothing'
    // Nothing of the failure is passed on: it could name the upstream or the credential.
    if (!response.headersSent && !response.destroyed) refuse(response, unreachable)
    else response.destroy()
  } finally {
    // Also when the client went away in the middle: what was generated until then is billed.
    call.run.settle(open, meter.read())
  }
}

interface CallMeter {
  /** What the call used, as far as it is known by now. */
  read(): Metered | 'nothing' | 'lost'
}

async function passThrough(answer: Response, meter: CallMeter, response: ServerResponse): Promise<void> {
  const usage = createUsageMeter(answer.headers.get('content-type') ?? '')
  // What the API refuses costs nothing.
  meter.read = () => (answer.ok ? (usage.read() ?? 'lost') : 'nothing')
  for await (const chunk of answer.body ?? []) {
    usage.feed(chunk)
    if (!response.write(chunk)) await roomIn(response)
  }
  response.end()
}

/** True if no connection came about, so that nobody can have read the call. */
function wasNeverSent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|\w*CERT\w*)$/.test(code)
}

function roomIn(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', resolve)
    response.once('close', resolve)
  })
}

const passedHeaders = /^(content-type|accept|user-agent|anthropic-version|anthropic-beta|x-app|x-stainless-.*)$/
const answeredHeaderNames = /^(content-type|request-id|retry-after|x-should-retry|anthropic-ratelimit-.*)$/

function forwardedHeaders(request: IncomingMessage): Record<string, string> {
  const passed = Object.entries(request.headers).filter(([name]) => passedHeaders.test(name))
  // Uncompressed, since the meter reads along.
  return { ...Object.fromEntries(passed.map(([name, value]) => [name, String(value)])), 'accept-encoding': 'identity' }
}

function credentialHeaders({ credential }: ModelUpstream): Record<string, string> {
  if (credential.kind === 'api_key') return { 'x-api-key': credential.value }
  return credential.kind === 'bearer' ? { authorization: `Bearer ${credential.value}` } : {}
}

function answeredHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => answeredHeaderNames.test(name)))
}

function tokenOf(request: IncomingMessage): string {
  const key = request.headers['x-api-key']
  return (typeof key === 'string' ? key : request.headers.authorization?.replace(/^Bearer /i, '')) ?? ''
}

/** Null if the body is larger than the API itself would take. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > bodyBytesMax) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function refuse(response: ServerResponse, { status, type, message }: Refusal): void {
  const body = JSON.stringify({ type: 'error', error: { type, message } })
  // The rest of a body that we will not read must not hold the connection.
  response
    .writeHead(status, {
      'content-type': 'application/json',
      connection: 'close',
      'x-should-retry': status === 429 ? 'true' : 'false',
    })
    .end(body)
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
