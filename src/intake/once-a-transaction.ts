// What is the same for all that a transaction of intake weighs, because nothing in intake changes it: read once, however many signals there are.
import type { Policy } from '../access/domain/policy.ts'
import { loadWorkspace } from '../access/load-workspace.ts'
import type { Tx } from '../platform/context.ts'
import { hasFreedTrackers } from './store/linked-issues.ts'

/** A memory of its own for each transaction: what has a key is read once. */
export function onceATransaction<T>(): (tx: Tx, key: string, read: () => Promise<T>) => Promise<T> {
  const known = new WeakMap<Tx, Map<string, Promise<T>>>()
  return (tx, key, read) => {
    const values = known.get(tx) ?? new Map<string, Promise<T>>()
    known.set(tx, values)
    const value = values.get(key) ?? read()
    values.set(key, value)
    return value
  }
}

const policies = onceATransaction<Policy>()
const freed = onceATransaction<boolean>()

/** The policy in force. */
export function policyOf(tx: Tx): Promise<Policy> {
  return policies(tx, '', async () => (await loadWorkspace(tx)).policy)
}

/** Whether any issue of the workspace was ever deleted, and with it the link to an error. */
export function mayBeFreed(tx: Tx): Promise<boolean> {
  return freed(tx, '', () => hasFreedTrackers(tx.db, tx.workspaceId))
}
