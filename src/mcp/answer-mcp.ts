// One MCP message in, one answer out. Nothing is kept between requests: any process can answer any of them.
import type { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { withWrongParameters } from './domain/wrong-parameters.ts'

const patienceMs = 60_000

/** @param message the parsed body @param url of the request; the SDK wants one */
export async function answerMcp(
  server: Server,
  message: unknown,
  { url, headers }: { url: string; headers: Headers },
): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
  const send = transport.send.bind(transport)
  transport.send = (answer, options) => send(withWrongParameters(answer), options)
  const late = Promise.withResolvers<Response>()
  const timer = setTimeout(() => late.resolve(noAnswer()), patienceMs)
  try {
    await server.connect(transport)
    const request = new Request(url, { method: 'POST', headers: forTransport(headers) })
    return await Promise.race([transport.handleRequest(request, { parsedBody: message }), late.promise])
  } finally {
    clearTimeout(timer)
    await server.close()
  }
}

/** We always answer with JSON, so a client need not say that it would also take a stream. */
function forTransport(headers: Headers): Headers {
  const version = headers.get('mcp-protocol-version')
  return new Headers({
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    ...(version && { 'mcp-protocol-version': version }),
  })
}

function noAnswer(): Response {
  return Response.json(
    { jsonrpc: '2.0', id: null, error: { code: -32001, message: 'The call was canceled or took too long.' } },
    { status: 504 },
  )
}
