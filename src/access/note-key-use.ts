// The audit of keys: from which addresses each is used on which day. Every request asks, so what was noted is remembered.
import { systemContext, withTransaction } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import type { Identity } from './identity.ts'
import { recordKeyUse } from './store/key-uses.ts'

export interface KeyUse {
  address: string
  now: Date
  requestId?: string | undefined
}

/** Strangers cannot fill it: only uses with a valid key come here. */
const maxRemembered = 10_000
const remembered = new WeakMap<Runtime, Set<string>>()

/** Appends `key.used` for the first use of a day and each further address on it. */
export async function noteKeyUse(runtime: Runtime, { actor, workspaceId }: Identity, use: KeyUse): Promise<void> {
  const day = use.now.toISOString().slice(0, 10)
  const known = noted(runtime)
  const mark = `${actor.id} ${day} ${use.address}`
  if (known.has(mark)) return
  const ctx = { ...systemContext(runtime, workspaceId, actor), now: use.now, ...(use.requestId && { requestId: use.requestId }) }
  await withTransaction(ctx, async (tx) => {
    if (!(await recordKeyUse(tx.db, { keyId: actor.id, day, address: use.address }))) return
    tx.emit({ type: 'key.used', subject: { type: 'key', id: actor.id }, payload: { name: actor.name, address: use.address } })
  })
  known.add(mark)
}

function noted(runtime: Runtime): Set<string> {
  const known = remembered.get(runtime) ?? new Set()
  if (known.size >= maxRemembered) known.clear()
  remembered.set(runtime, known)
  return known
}
