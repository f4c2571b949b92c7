// Which tools exist, and which of them a caller sees.
import type { Tool as ToolDescription } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import { callerOf } from '../access/authorize.ts'
import { decideAccess } from '../access/domain/permissions.ts'
import type { Ctx } from '../platform/context.ts'
import { conciseSchema } from './domain/concise-schema.ts'
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

/** Which of the two kinds of callers a tool was made for. */
export function callerKind(ctx: Ctx): 'run' | 'key' {
  return ctx.actor.type === 'run' ? 'run' : 'key'
}

/** What this caller may use. A tool that can only be refused is not shown: agents try what they see. */
export function toolsFor(ctx: Ctx): Tool[] {
  const caller = callerKind(ctx)
  const facts = callerOf(ctx)
  return allTools.filter((tool) => tool.callers.includes(caller) && decideAccess(facts, tool.action, ctx.runIssueId).allowed)
}

export function findTool(tools: readonly Tool[], name: string): Tool | undefined {
  return tools.find((tool) => tool.name === name)
}

/** As a caller sees them: an agent at work has one issue and one run, and need not name them. */
export function describeTools(tools: readonly Tool[], caller: 'run' | 'key'): ToolDescription[] {
  return tools.map(({ name, title, description, input, isReadOnly }) => ({
    name,
    title,
    description,
    inputSchema: toInputSchema(input, caller === 'run' ? ['issue', 'run_id'] : []),
    annotations: { readOnlyHint: isReadOnly, destructiveHint: false, openWorldHint: false },
  }))
}

function toInputSchema(input: z.ZodObject, hidden: string[]): ToolDescription['inputSchema'] {
  const { properties, required } = z.toJSONSchema(input, { io: 'input' })
  const shown = Object.entries(asSchemas(properties)).filter(([name]) => !hidden.includes(name))
  return {
    type: 'object',
    properties: Object.fromEntries(shown.map(([name, schema]) => [name, asSchemas(conciseSchema(schema))])),
    ...(required && { required }),
    additionalProperties: false,
  }
}

/** A property of a zod object is always printed as an object of JSON, never as `true`. */
function asSchemas(properties: unknown): Record<string, Parameters<typeof conciseSchema>[0] & object> {
  return (properties ?? {}) as Record<string, Parameters<typeof conciseSchema>[0] & object>
}
