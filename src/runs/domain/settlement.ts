// What a finished run is charged, from the best source that there is.
import type { UsageTotals } from './executor.ts'

export interface SettlementFacts {
  reserved: number
  /** What the proxy's meter has written down while the run was going on: a true lower bound, whatever happened to the worker. */
  metered: number
  /** What the executor reported at the end; null if nobody could report. */
  usage: Pick<UsageTotals, 'source' | 'microUsd'> | null
  /** The agent said what it cost, rather than only how many tokens it used. */
  agentNamedCost: boolean
  agentStarted: boolean
  simulated: boolean
}

export interface Settlement {
  microUsd: number
  source: 'proxy_meter' | 'result_delta' | 'token_counts' | 'estimate' | 'simulated'
}

/** The charge in micro-USD. An overshoot is charged in full; if nothing is known, the whole reservation is. */
export function decideSettlement(facts: SettlementFacts): Settlement {
  const { usage, metered } = facts
  if (facts.simulated) return { microUsd: 0, source: 'simulated' }
  if (usage?.source === 'proxy') return { microUsd: usage.microUsd, source: 'proxy_meter' }
  if (metered > 0 || !facts.agentStarted) return { microUsd: metered, source: 'proxy_meter' }
  if (usage?.source === 'agent') {
    return { microUsd: usage.microUsd, source: facts.agentNamedCost ? 'result_delta' : 'token_counts' }
  }
  return { microUsd: facts.reserved, source: 'estimate' }
}
