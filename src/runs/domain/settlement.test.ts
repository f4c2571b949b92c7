import { expect, test } from 'vitest'
import { decideSettlement, type SettlementFacts } from './settlement.ts'

const facts: SettlementFacts = {
  reserved: 5_000_000,
  metered: 0,
  usage: null,
  agentNamedCost: false,
  agentStarted: true,
  simulated: false,
}

test.each<[string, Partial<SettlementFacts>, number, string]>([
  ['the meter', { metered: 700, usage: { source: 'proxy', microUsd: 900 } }, 900, 'proxy_meter'],
  ['the meter of a worker that died', { metered: 700 }, 700, 'proxy_meter'],
  ['a meter that saw nothing', { usage: { source: 'proxy', microUsd: 0 } }, 0, 'proxy_meter'],
  ['an overshoot', { metered: 6_000_000 }, 6_000_000, 'proxy_meter'],
  ["the agent's own account", { usage: { source: 'agent', microUsd: 40 }, agentNamedCost: true }, 40, 'result_delta'],
  ["the agent's tokens", { usage: { source: 'agent', microUsd: 40 } }, 40, 'token_counts'],
  ['nothing known', { usage: { source: 'unknown', microUsd: 0 } }, 5_000_000, 'estimate'],
  ['a lost run without a meter', {}, 5_000_000, 'estimate'],
  ['an agent that never started', { agentStarted: false }, 0, 'proxy_meter'],
  ['a simulation', { simulated: true, metered: 3, usage: { source: 'simulated', microUsd: 9 } }, 0, 'simulated'],
])('%s settles %o', (_, given, microUsd, source) => {
  expect(decideSettlement({ ...facts, ...given })).toEqual({ microUsd, source })
})
