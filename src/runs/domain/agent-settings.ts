// What an agent's settings may say about its runs; everything else in there belongs to others.
import { z } from 'zod'

/** What the simulated agent can play. */
export const simulationScenarios = ['success', 'blocked', 'question', 'stall', 'crash', 'rate_limit', 'garbage'] as const

export const maxConcurrentRuns = z.number().int().min(1).max(100)
export const turnsMax = z.number().int().min(1).max(10_000)
export const simulation = z.strictObject({
  scenario: z.enum(simulationScenarios).default('success'),
  /** Between two steps. */
  pace_ms: z.number().int().min(0).max(60_000).default(400),
})

const schema = z.object({
  max_concurrent_runs: maxConcurrentRuns.nullable().catch(null),
  turns_max: turnsMax.nullable().catch(null),
  simulation: simulation.nullable().catch(null),
})
export type AgentSettings = z.output<typeof schema>

/** Settings as stored; a field that does not fit counts as absent rather than stopping every run of the agent. */
export function readAgentSettings(stored: unknown): AgentSettings {
  const parsed = schema.safeParse(stored)
  return parsed.success ? parsed.data : schema.parse({})
}
