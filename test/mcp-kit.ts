// The MCP endpoint on a real port, and the official client connected to it.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { createApiKey } from '#src/access/create-api-key.ts'
import { createRunToken } from '#src/access/run-token.ts'
import { type CreateServer, createMcpServer } from '#src/mcp/create-server.ts'
import { handleMcp } from '#src/mcp/handle-mcp.ts'
import { type Scope, withTransaction } from '#src/platform/context.ts'
import { answerProblem } from '#src/platform/http/answer-problem.ts'
import type { Runtime } from '#src/platform/runtime.ts'
import { startRun } from '#src/runs/start-run.ts'
import type { TestWorkspace } from '#test/runtime.ts'

export interface McpServer {
  url: string
  /** How many are open now. */
  connections(): Promise<number>
  close(): Promise<void>
}

/** @param create what stands behind the transport; default: Dispatch */
export async function serveMcp(runtime: Runtime, create: CreateServer = createMcpServer): Promise<McpServer> {
  const handle = handleMcp(runtime, create)
  const server: Server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => answerProblem(runtime.log, response, error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/api/mcp`,
    connections: () => promisify(server.getConnections.bind(server))(),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export async function connect(url: string, token: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { authorization: `Bearer ${token}` } } }),
  )
  return client
}

export interface ToolAnswer {
  isError: boolean
  text: string
  data: Record<string, unknown>
}

export async function call(client: Client, name: string, input: Record<string, unknown> = {}): Promise<ToolAnswer> {
  const answer = await client.callTool({ name, arguments: input })
  const [first] = Array.isArray(answer.content) ? answer.content : []
  return {
    isError: answer.isError === true,
    text: first?.type === 'text' ? first.text : '',
    data: { ...(answer.structuredContent ?? {}) },
  }
}

/** A key that speaks for an agent, with the scope `agent` and maybe more. */
export async function agentKey(workspace: TestWorkspace, agentId: string, ...more: Scope[]): Promise<string> {
  const wanted = { name: `Key of ${agentId.slice(-6)}`, scopes: ['agent' as const, ...more], agent: agentId }
  return (await createApiKey(workspace.person(), wanted)).key
}

/** A queued run of the workspace's default agent, and its token for tools. */
export async function runWithToken(workspace: TestWorkspace, issue: string): Promise<{ runId: string; token: string }> {
  const run = await startRun(workspace.person(), { issue, kind: 'investigate' })
  return { runId: run.id, token: await withTransaction(workspace.system(), (tx) => createRunToken(tx, run.id, 'tools')) }
}
