// One MCP message in, one answer out. Nothing is kept between requests: any process can answer any of them.
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import {
  CallToolRequestSchema,
  CancelledNotificationSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js'
import type { Ctx } from '../platform/context.ts'
import { callTool } from './call-tool.ts'
import { describeTools, findTool, toolsFor } from './catalog.ts'
import { instructionsFor } from './instructions.ts'

const patienceMs = 60_000

/** @param message the parsed body @param url of the request; the SDK wants one */
export async function answerMcp(
  ctx: Ctx,
  message: unknown,
  { url, headers }: { url: string; headers: Headers },
): Promise<Response> {
  const server = createServer(ctx)
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
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

function createServer(ctx: Ctx): Server {
  const tools = toolsFor(ctx)
  const server = new Server(
    { name: 'dispatch', version: '1' },
    { capabilities: { tools: {} }, instructions: instructionsFor(ctx) },
  )
  // A canceled call would never be answered, and its HTTP request would hang: calls are short, so they just end.
  server.setNotificationHandler(CancelledNotificationSchema, () => {})
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: describeTools(tools) }))
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
    const tool = findTool(tools, params.name)
    if (!tool)
      throw new McpError(
        ErrorCode.InvalidParams,
        `There is no tool ${JSON.stringify(params.name.slice(0, 100))} for this caller. Call tools/list.`,
      )
    return callTool(ctx, tool, params.arguments ?? {})
  })
  return server
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
