// Transactions that weigh evidence come one after the other in a workspace, so that each sees all that came before it.
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { retryRaces } from '../platform/db/retry-races.ts'
import { lockEvidence } from './store/evidence-lock.ts'

/** A transaction of its own; it is repeated when it lost a race against people or runs. */
export function weighEvidence<T>(ctx: Ctx, body: (tx: Tx) => Promise<T>): Promise<T> {
  return retryRaces(() =>
    withTransaction(ctx, async (tx) => {
      await lockEvidence(tx.db, tx.workspaceId)
      return body(tx)
    }),
  )
}
