// Counts refused deliveries. A flood of them costs one write at a time, however many arrive meanwhile.
import type { Runtime } from '../platform/runtime.ts'
import { countBadSignatures } from './store/connections.ts'

export interface BadSignatures {
  count(runtime: Runtime, connectionId: string): void
}

export function createBadSignatures(): BadSignatures {
  const waiting = new Map<string, number>()
  let isWriting = false

  async function write(runtime: Runtime): Promise<void> {
    for (let next = takeOne(); next; next = takeOne()) {
      const [connectionId, count] = next
      await countBadSignatures(runtime.database.kysely, connectionId, count)
    }
  }

  function takeOne(): [string, number] | undefined {
    for (const entry of waiting) {
      waiting.delete(entry[0])
      return entry
    }
    return undefined
  }

  return {
    count(runtime, connectionId) {
      waiting.set(connectionId, (waiting.get(connectionId) ?? 0) + 1)
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
