// The MCP server as one caller sees it: the tools, resources and prompts that their token allows. Made anew for each request.
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import {
  CallToolRequestSchema,
  CancelledNotificationSchema,
  CompleteRequestSchema,
  ErrorCode,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import type { Ctx } from '../platform/context.ts'
import { callTool } from './call-tool.ts'
import { callerKind, describeTools, findTool, toolsFor } from './catalog.ts'
import { complete } from './complete.ts'
import { instructionsFor } from './instructions.ts'
import { getPrompt, listPrompts, offersPrompts } from './prompts.ts'
import { ProtocolError } from './protocol-error.ts'
import { listResources } from './resources/list-resources.ts'
import { readResource } from './resources/read-resource.ts'
import { resourceTemplates } from './resources/templates.ts'
import { inProtocol } from './to-protocol-error.ts'

export type CreateServer = (ctx: Ctx) => Server

/** Without subscriptions and streams: no request outlives its answer. */
export function createMcpServer(ctx: Ctx): Server {
  const prompts = offersPrompts(ctx)
  const server = new Server(
    { name: 'dispatch', title: 'Dispatch', version: '1' },
    {
      capabilities: { tools: {}, resources: {}, completions: {}, ...(prompts && { prompts: {} }) },
      instructions: instructionsFor(ctx),
    },
  )
  // A canceled call would never be answered, and its HTTP request would hang: calls are short, so they just end.
  server.setNotificationHandler(CancelledNotificationSchema, () => {})
  offerTools(server, ctx)
  offerResources(server, ctx)
  if (prompts) offerPrompts(server, ctx)
  server.setRequestHandler(CompleteRequestSchema, ({ params, method }) => inProtocol(ctx, method, () => complete(ctx, params)))
  return server
}

function offerTools(server: Server, ctx: Ctx): void {
  const tools = toolsFor(ctx)
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: describeTools(tools, callerKind(ctx)) }))
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
    const tool = findTool(tools, params.name)
    if (!tool)
      throw new ProtocolError(
        ErrorCode.InvalidParams,
        `There is no tool ${JSON.stringify(params.name.slice(0, 100))} for this caller. Call tools/list.`,
      )
    return callTool(ctx, tool, params.arguments ?? {})
  })
}

function offerResources(server: Server, ctx: Ctx): void {
  server.setRequestHandler(ListResourcesRequestSchema, ({ params, method }) =>
    inProtocol(ctx, method, () => listResources(ctx, params?.cursor)),
  )
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({ resourceTemplates }))
  server.setRequestHandler(ReadResourceRequestSchema, ({ params, method }) =>
    inProtocol(ctx, method, () => readResource(ctx, params.uri)),
  )
}

function offerPrompts(server: Server, ctx: Ctx): void {
  server.setRequestHandler(ListPromptsRequestSchema, () => ({ prompts: listPrompts() }))
  server.setRequestHandler(GetPromptRequestSchema, ({ params, method }) =>
    inProtocol(ctx, method, () => getPrompt(ctx, params.name, params.arguments)),
  )
}
