// A scripted Anthropic Messages server on loopback: `<url>/s/<scenario>` plays that scenario, `<url>` the one named default.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { type Message, streamMessage, toMessage } from './answer.ts'
import { type ModelRequest, type PickedTurn, pickTurn, readConversation, requestSchema } from './conversation.ts'
import type { Scenario } from './scenario.ts'

/** One request as it came in; the key too, so that a test can see which one was used. */
interface SeenRequest {
  scenario: string
  path: string
  key: string | undefined
  headers: Record<string, string>
  model: string
  stream: boolean
  tools: string[]
  lastUserText: string
  lastResult: string
  /** The whole body as text. */
  body: string
}

export interface ScriptedModel {
  url: string
  /** Address that plays one scenario. */
  urlOf(scenario: string): string
  requests: SeenRequest[]
  /** Scenarios may be added and changed while the server runs. */
  scenarios: Record<string, Scenario>
  close(): Promise<void>
}

/** Starts the server on a free port of 127.0.0.1. */
export async function startScriptedModel(options: { scenarios: Record<string, Scenario> }): Promise<ScriptedModel> {
  const state: ServerState = { scenarios: { ...options.scenarios }, requests: [], failures: new Map(), sequence: 0 }
  const server = createServer((request, response) => void answer(state, request, response))
  server.requestTimeout = 0
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${portOf(server.address())}`
  return {
    url,
    urlOf: (scenario) => `${url}/s/${scenario}`,
    requests: state.requests,
    scenarios: state.scenarios,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface ServerState {
  scenarios: Record<string, Scenario>
  requests: SeenRequest[]
  failures: Map<string, number>
  sequence: number
}

interface Exchange {
  state: ServerState
  response: ServerResponse
  name: string
  scenario: Scenario
}

async function answer(state: ServerState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request)
  const [, name = 'default', path = request.url ?? '/'] = /^\/s\/([\w.-]+)(\/[^?]*)/.exec(request.url ?? '') ?? [
    undefined,
    'default',
    request.url?.split('?')[0],
  ]
  const parsed = requestSchema.safeParse(JSON.parse(body || '{}'))
  const model = parsed.success ? parsed.data : requestSchema.parse({})
  const key = headerOf(request, 'x-api-key') ?? headerOf(request, 'authorization')?.replace(/^Bearer /, '')
  const conversation = readConversation(model)
  const { lastUserText, lastResult, tools } = conversation
  const headers = Object.fromEntries(Object.entries(request.headers).map(([field, value]) => [field, String(value)]))
  state.requests.push({
    scenario: name,
    path,
    key,
    headers,
    model: model.model,
    stream: model.stream,
    tools,
    lastUserText,
    lastResult,
    body,
  })

  const scenario = state.scenarios[name]
  if (!scenario) return apiError(response, 404, 'not_found_error', `no scenario ${name}`)
  if (scenario.validKeys && !scenario.validKeys.includes(key ?? ''))
    return apiError(response, 401, 'authentication_error', 'invalid x-api-key')
  if (path === '/v1/messages/count_tokens') return json(response, 200, { input_tokens: Math.ceil(body.length / 4) })
  if (path !== '/v1/messages') return apiError(response, 404, 'not_found_error', path)
  // Titles, summaries and other side calls of the CLI carry no tools and are no part of the conversation.
  const picked = conversation.tools.length > 0 ? pickTurn(scenario, conversation) : { turn: { text: 'ok' }, index: 900 }
  await play({ state, response, name, scenario }, picked, model)
}

async function play(exchange: Exchange, picked: PickedTurn, model: ModelRequest): Promise<void> {
  const { state, response, name } = exchange
  const { turn, index } = picked
  if (turn.delayMs) await delay(turn.delayMs)
  if (turn.hang === 'headers') return
  if (turn.reset === 'headers') {
    response.destroy()
    return
  }
  const failed = state.failures.get(`${name}:${index}`) ?? 0
  if (turn.error && failed < (turn.error.times ?? Number.POSITIVE_INFINITY)) {
    state.failures.set(`${name}:${index}`, failed + 1)
    for (const [field, value] of Object.entries(turn.error.headers ?? {})) response.setHeader(field, value)
    return apiError(response, turn.error.status, turn.error.type, turn.error.message)
  }
  const message: Message = toMessage(picked, model, { conversation: readConversation(model), sequence: ++state.sequence })
  if (model.stream) await streamMessage(response, message, turn)
  else json(response, 200, message)
}

function apiError(response: ServerResponse, status: number, type: string, message: string): void {
  json(response, status, { type: 'error', error: { type, message } })
}

function json(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address ? address.port : 0
}
