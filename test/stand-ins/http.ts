// The frame of a stand-in for a vendor's API: a server on loopback that answers from memory and remembers what it was asked.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: unknown
}

export interface Reply {
  status: number
  json?: unknown
  headers?: Record<string, string>
  /** Instead of `json`, sent as it is. */
  text?: string
}

export interface StandIn {
  url: string
  /** Every request so far, oldest first. */
  asked: Asked[]
  /** The next requests get these answers instead; `hang` never answers, `drop` closes the connection. */
  next: (Reply | 'hang' | 'drop')[]
  close(): Promise<void>
}

/** Starts a stand-in on a free port of 127.0.0.1. */
export async function startStandIn(answer: (asked: Asked) => Reply | Promise<Reply>): Promise<StandIn> {
  const asked: Asked[] = []
  const next: StandIn['next'] = []
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://stand-in')
    const body = await readJson(request)
    const call = { method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, headers: request.headers, body }
    asked.push(call)
    const reply = next.shift() ?? (await answer(call))
    if (reply === 'hang') return
    if (reply === 'drop') request.socket.destroy()
    else send(response, reply)
  }
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => send(response, { status: 500, json: { message: String(error) } }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    next,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function send(response: ServerResponse, { status, json, headers, text }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end(text ?? (json === undefined ? '' : JSON.stringify(json)))
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? undefined : JSON.parse(text)
}
