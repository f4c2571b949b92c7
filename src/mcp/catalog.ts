// Which tools exist, and which of them a caller sees.
import type { Tool as ToolDescription } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import { callerOf } from '../access/authorize.ts'
import { decideAccess } from '../access/domain/permissions.ts'
import type { Ctx } from '../platform/context.ts'
import type { Tool } from './tool.ts'
import { dispatchTools } from './tools/dispatch.ts'
import { eventTools } from './tools/events.ts'
import { issueTools } from './tools/issues.ts'
import { ownershipTools } from './tools/ownership.ts'
import { planTools } from './tools/plans.ts'
import { reportTools } from './tools/report.ts'
import { searchTools } from './tools/search.ts'

export const allTools: readonly Tool[] = [
  ...issueTools,
  ...searchTools,
  ...planTools,
  ...reportTools,
  ...ownershipTools,
  ...eventTools,
  ...dispatchTools,
]

/** What this caller may use. A tool that can only be refused is not shown: agents try what they see. */
export function toolsFor(ctx: Ctx): Tool[] {
  const caller = ctx.actor.type === 'run' ? 'run' : 'key'
  const facts = callerOf(ctx)
  return allTools.filter((tool) => tool.callers.includes(caller) && decideAccess(facts, tool.action, ctx.runIssueId).allowed)
}

export function findTool(tools: readonly Tool[], name: string): Tool | undefined {
  return tools.find((tool) => tool.name === name)
}

export function describeTools(tools: readonly Tool[]): ToolDescription[] {
  return tools.map(({ name, title, description, input, isReadOnly }) => ({
    name,
    title,
    description,
    inputSchema: toInputSchema(input),
    annotations: { readOnlyHint: isReadOnly, destructiveHint: false, openWorldHint: false },
  }))
}

function toInputSchema(input: z.ZodObject): ToolDescription['inputSchema'] {
  const { properties, required } = z.toJSONSchema(input, { io: 'input' })
  return {
    type: 'object',
    properties: asSchemas(properties),
    ...(required && { required }),
    additionalProperties: false,
  }
}

/** A property of a zod object is always printed as an object, never as `true`. */
function asSchemas(properties: unknown): Record<string, object> {
  return (properties ?? {}) as Record<string, object>
}
