// What happened before an attempt was rolled back may have failed it: for one that waits since, or is watched anew.
import type { Tx } from '../platform/context.ts'
import { type AttemptFold, during, foldAttempt } from './attempt-history.ts'
import { failLate } from './fail-late.ts'
import { type FixPolicy, loadFixPolicy } from './fix-policy.ts'
import type { AttemptRow } from './store/attempts.ts'

/** True when it did. */
export async function failEarlierRun(tx: Tx, attempt: AttemptRow): Promise<boolean> {
  const policy = await loadFixPolicy(tx)
  const fold = await foldAttempt(tx, attempt, policy)
  return fold.standing.state === 'failed' && failByFold(tx, attempt, { fold, policy })
}

/** By the recurrences of the window in which they came. */
export async function failByFold(
  tx: Tx,
  attempt: AttemptRow,
  { fold: { standing }, policy }: { fold: AttemptFold; policy: FixPolicy },
): Promise<boolean> {
  if (!standing.run) return false
  const until = standing.run.endedBy?.deployedAt ?? standing.run.window.endsAt
  return failLate(tx, { was: attempt, ran: during(attempt, standing.run), until, policy })
}
