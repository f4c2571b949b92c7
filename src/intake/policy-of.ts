// The policy in force for a transaction of intake: read once, however many signals it weighs. Nothing in intake changes it.
import type { Policy } from '../access/domain/policy.ts'
import { loadWorkspace } from '../access/load-workspace.ts'
import type { Tx } from '../platform/context.ts'

const known = new WeakMap<Tx, Promise<Policy>>()

export function policyOf(tx: Tx): Promise<Policy> {
  const read = known.get(tx) ?? loadWorkspace(tx).then(({ policy }) => policy)
  known.set(tx, read)
  return read
}
