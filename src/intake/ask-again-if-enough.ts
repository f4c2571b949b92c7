// A start that was refused for too few occurrences is decided again as soon as there are enough: nobody has to ask.
import type { Policy } from '../access/domain/policy.ts'
import type { Tx } from '../platform/context.ts'
import { reconsiderStarts } from '../runs/ask-again.ts'
import { hasEnoughNow } from './store/waiting-starts.ts'

export async function askAgainIfEnough(tx: Tx, issueId: string, { min_occurrences: atLeast }: Policy): Promise<void> {
  if (atLeast > 1 && (await hasEnoughNow(tx.db, issueId, atLeast))) reconsiderStarts(tx, 'occurrences')
}
