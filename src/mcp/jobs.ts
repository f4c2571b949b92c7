// What this feature does outside requests: events of agents are remembered while they may come again.
import type { SweepDefinition } from '../platform/jobs.ts'
import { deleteOldAgentEvents } from './store/agent-events.ts'

const batch = 500
const keptMs = 90 * 86_400_000

export const mcpSweeps: SweepDefinition[] = [
  {
    name: 'mcp.forget',
    everySeconds: 3600,
    async run(runtime, { signal }) {
      const before = new Date(runtime.clock.now().getTime() - keptMs)
      while (!signal.aborted && (await deleteOldAgentEvents(runtime.database.kysely, { before, limit: batch })) === batch);
    },
  },
]
