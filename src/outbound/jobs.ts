// What this feature does outside requests, besides sending: reads the event log, and forgets what is old.
import type { SweepDefinition } from '../platform/jobs.ts'
import type { Runtime } from '../platform/runtime.ts'
import { fanOutAll } from './fan-out.ts'
import type { OutboundPorts } from './ports.ts'
import { deleteOldDeliveries } from './store/deliveries.ts'

const keptForMs = 30 * 86_400_000
const batchSize = 1000

/** @param wake somebody who sends looks at once */
export function outboundSweeps(ports: OutboundPorts, wake: () => void): SweepDefinition[] {
  return [
    {
      name: 'outbound.fan_out',
      everySeconds: 1,
      run: async (runtime, { signal }) => {
        await fanOutAll(runtime, ports, signal)
        wake()
      },
    },
    { name: 'outbound.forget', everySeconds: 600, run: (runtime, { signal }) => forgetOld(runtime, signal) },
  ]
}

/** Messages are kept for 30 days of business time. */
async function forgetOld({ database, clock }: Runtime, signal: AbortSignal): Promise<void> {
  const before = new Date(clock.now().getTime() - keptForMs)
  while (!signal.aborted && (await deleteOldDeliveries(database.kysely, before, batchSize)) === batchSize);
}
