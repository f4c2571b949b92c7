// What an agent's settings may say about its runs; everything else in there belongs to others.
import { z } from 'zod'

const schema = z.object({
  max_concurrent_runs: z.number().int().min(1).nullable().default(null),
  turns_max: z.number().int().min(1).nullable().default(null),
  simulation: z
    .object({ scenario: z.string().default('success'), pace_ms: z.number().int().min(0).max(60_000).default(400) })
    .nullable()
    .default(null),
})
export type AgentSettings = z.output<typeof schema>

/** Settings as stored; a field that does not fit counts as absent rather than stopping every run of the agent. */
export function readAgentSettings(stored: unknown): AgentSettings {
  const parsed = schema.safeParse(stored)
  return parsed.success ? parsed.data : schema.parse({})
}
