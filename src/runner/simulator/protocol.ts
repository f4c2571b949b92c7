// What the simulated agent is told on its stdin and what it prints: one JSON line each.
import { z } from 'zod'
import { simulationScenarios } from '../../runs/domain/agent-settings.ts'

/** The order that the simulated agent reads; the token comes this way so that it is in no command line and no environment. */
export const orderSchema = z.object({
  scenario: z.enum(simulationScenarios),
  paceMs: z.number().min(0),
  profile: z.enum(['investigate', 'implement']),
  intent: z.enum(['investigate', 'implement', 'feedback', 'answer', 'report']),
  issueIdentifier: z.string(),
  mcp: z.object({ url: z.string(), token: z.string() }),
})
export type Order = z.infer<typeof orderSchema>

const parentToolId = z.string().nullable().default(null)

export const lineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string(), parentToolId }),
  z.object({ kind: z.literal('thinking'), text: z.string(), parentToolId }),
  z.object({ kind: z.literal('tool_call'), toolId: z.string(), name: z.string(), input: z.unknown(), parentToolId }),
  z.object({ kind: z.literal('tool_result'), toolId: z.string(), text: z.string(), isError: z.boolean() }),
  z.object({ kind: z.literal('error'), code: z.string(), text: z.string() }),
  z.object({
    kind: z.literal('end'),
    ok: z.boolean(),
    text: z.string(),
    turns: z.number(),
    failure: z.literal('rate_limited').nullable(),
  }),
])
export type Line = z.infer<typeof lineSchema>
