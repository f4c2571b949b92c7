// Counts refused deliveries. A flood of them costs one write at a time, however many arrive meanwhile.
import type { Runtime } from '../platform/runtime.ts'
import { noteRefused, type Refused } from './store/connections.ts'

export interface BadSignatures {
  count(runtime: Runtime, connectionId: string): void
}

export function createBadSignatures(): BadSignatures {
  const waiting = new Map<string, Refused>()
  let isWriting = false

  async function write(runtime: Runtime): Promise<void> {
    for (let next = takeOne(); next; next = takeOne()) {
      await noteRefused(runtime.database.kysely, ...next)
    }
  }

  function takeOne(): [string, Refused] | undefined {
    for (const entry of waiting) {
      waiting.delete(entry[0])
      return entry
    }
    return undefined
  }

  return {
    count(runtime, connectionId) {
      const now = runtime.clock.now()
      const { count, first } = waiting.get(connectionId) ?? { count: 0, first: now }
      waiting.set(connectionId, { count: count + 1, first, last: now })
      if (isWriting) return
      isWriting = true
      write(runtime)
        .catch((error: unknown) => runtime.log.warn({ err: error, connectionId }, 'intake.bad_signatures_not_counted'))
        .finally(() => {
          isWriting = false
        })
    },
  }
}
