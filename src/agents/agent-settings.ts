// The part of an agent's settings that people set, and how a change of it is stored.
import { Invalid } from '../platform/errors.ts'
import { readAgentSettings, simulation } from '../runs/domain/agent-settings.ts'
import type { AgentRow } from './store.ts'

/** Absent fields stay as they are; null takes a limit away. */
export interface AgentSettingsInput {
  max_concurrent_runs?: number | null | undefined
  turns_max?: number | null | undefined
  simulation?: { scenario: string; pace_ms: number } | undefined
}

/** As the API shows them: a simulated agent always plays something. */
export function agentSettingsOf({ adapter, settings }: Pick<AgentRow, 'adapter' | 'settings'>) {
  const { max_concurrent_runs, turns_max, simulation: played } = readAgentSettings(settings)
  return { max_concurrent_runs, turns_max, simulation: adapter === 'simulator' ? (played ?? simulation.parse({})) : null }
}

/** What stands in columns of its own, and what stands among the settings. */
export function splitSettings<T extends AgentSettingsInput>({
  max_concurrent_runs,
  turns_max,
  simulation: played,
  ...columns
}: T) {
  return { columns, settings: { max_concurrent_runs, turns_max, simulation: played } }
}

/** What of the settings to write. Throws `Invalid` when a real agent is told what to play. */
export function givenSettings(adapter: AgentRow['adapter'], input: AgentSettingsInput): Record<string, unknown> {
  if (input.simulation && adapter !== 'simulator')
    throw new Invalid([{ path: 'simulation', message: 'is for agents with the adapter `simulator` only' }])
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
}
