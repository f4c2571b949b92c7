// An MCP server that answers as Dispatch's does for a run, and remembers the calls. For tests of the runner alone.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { z } from 'zod'

interface ToolCall {
  token: string
  tool: string
  input: Record<string, unknown>
}

export interface StandInMcp {
  url: string
  /** Tokens that are let in. */
  tokens: Set<string>
  calls: ToolCall[]
  toolsCalled(token: string): string[]
  close(): Promise<void>
}

const readOnly = { readOnlyHint: true }
const tools: { name: string; input: z.ZodRawShape; annotations?: typeof readOnly; reply: string }[] = [
  {
    name: 'get_issue',
    input: { issue: z.string().optional() },
    annotations: readOnly,
    reply: '{"identifier":"DSP-1","title":"Say hello","untrusted":{"description":"Please add a greeting"}}',
  },
  {
    name: 'get_run_context',
    input: {},
    annotations: readOnly,
    reply: '{"kind":"implement","branch":"dispatch/dsp-1-say-hello","feedback":null}',
  },
  {
    name: 'post_plan',
    input: { content: z.string() },
    annotations: readOnly,
    reply: 'The plan is stored. A person will read it.',
  },
  { name: 'get_approved_plan', input: {}, annotations: readOnly, reply: '{"content":"1. Add greeting.txt"}' },
  { name: 'post_activity', input: { kind: z.string().optional(), summary: z.string() }, annotations: readOnly, reply: 'ok' },
  { name: 'report_blocker', input: { reason: z.string() }, annotations: readOnly, reply: 'Stored. Stop now.' },
  { name: 'ask_question', input: { question: z.string() }, annotations: readOnly, reply: 'Stored. Stop now.' },
  {
    name: 'complete_run',
    input: { outcome: z.string(), summary: z.string() },
    annotations: readOnly,
    reply: 'The run is reported.',
  },
]

/** Starts it on a free port of 127.0.0.1; stateless, as Dispatch's own. */
export async function startStandInMcp(tokens: string[] = []): Promise<StandInMcp> {
  const known = new Set(tokens)
  const calls: ToolCall[] = []
  const server = createServer((request, response) => void handle(request, response, { known, calls }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/mcp`,
    tokens: known,
    calls,
    toolsCalled: (token) => calls.filter((call) => call.token === token).map((call) => call.tool),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  about: { known: Set<string>; calls: ToolCall[] },
): Promise<void> {
  const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
  if (!about.known.has(token)) return void response.writeHead(401).end('{"error":"unauthorized"}')
  if (request.method !== 'POST') return void response.writeHead(405, { allow: 'POST' }).end()
  const mcp = new McpServer({ name: 'dispatch', version: '1' })
  for (const { name, input, annotations, reply } of tools) {
    mcp.registerTool(
      name,
      { description: `${name} of Dispatch`, inputSchema: input, ...(annotations && { annotations }) },
      async (args: Record<string, unknown>) => {
        about.calls.push({ token, tool: name, input: args })
        return { content: [{ type: 'text', text: reply }] }
      },
    )
  }
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true })
  response.on('close', () => void mcp.close())
  await mcp.connect(transport)
  await transport.handleRequest(request, response)
}
