// What all the checks of one commit say together.
import type { ChecksReported } from './code-host-signal.ts'
import { inOrder, type Recorded } from './fold.ts'

export type ChecksState = 'pending' | 'success' | 'failure'

// Of one second: what is over has the last word.
const order = ['pending', 'success', 'failure'] as const
const precedence = ({ state }: ChecksReported) => (state === null ? 3 : order.indexOf(state))

/** The last word of each suite: one failure fails all, one that is pending keeps all waiting. Null when none says anything. */
export function foldChecks(recorded: readonly Recorded<ChecksReported>[]): ChecksState | null {
  const last = new Map<string, ChecksReported['state']>()
  for (const { suiteId, state } of inOrder(recorded, precedence)) last.set(suiteId, state)
  const states = new Set(last.values())
  return (['failure', 'pending', 'success'] as const).find((state) => states.has(state)) ?? null
}
