// The next fix of an issue landed: it ends the one before, unless that one's window had ended by then, which is judged first.
import type { Tx } from '../platform/context.ts'
import { findSuccessor } from './attempt-history.ts'
import { isOpen } from './domain/attempt.ts'
import { loadFixPolicy } from './fix-policy.ts'
import { type AttemptRow, lockAttemptsOfIssue, moveAttempt, updateAttempt } from './store/attempts.ts'

/** Open, and not merely waiting for the verdict about a window that ended before the next fix landed: an issue has one of these. */
export function goesOn({ state, succeeded_at }: AttemptRow): boolean {
  return isOpen(state) && succeeded_at === null
}

/** For an open attempt, by all fixes that are known to have landed. True when it is not open any more. One goes on at a time, so it waits on beside another. */
export async function heedSuccessor(tx: Tx, attempt: AttemptRow): Promise<boolean> {
  const succeededAt = await findSuccessor(tx, attempt, await loadFixPolicy(tx))
  if (succeededAt !== null) return yieldTo(tx, attempt, { at: succeededAt })
  if (attempt.succeeded_at === null) return false
  const others = (await lockAttemptsOfIssue(tx.db, attempt.issue_id)).filter(({ id }) => id !== attempt.id)
  if (!others.some(goesOn)) await updateAttempt(tx.db, attempt.id, { succeeded_at: null, now: tx.now })
  return false
}

interface Successor {
  /** When it landed, ISO 8601 UTC. */
  at: string
  /** `owner/name#8`, where that is known. */
  name?: string
}

/** True when the open attempt is superseded; false when only its verdict is waited for. */
export async function yieldTo(tx: Tx, attempt: AttemptRow, { at, name }: Successor): Promise<boolean> {
  const by = name ? `: ${name}` : ''
  if (isOverBefore(attempt, at)) {
    if (attempt.succeeded_at?.toISOString() === at) return false
    const detail = `A later fix of the same issue was merged after the end of its window${by}. Its verdict is still to be given.`
    await updateAttempt(tx.db, attempt.id, { succeeded_at: at, state_detail: detail, now: tx.now })
    return false
  }
  const detail = `A later fix of the same issue was merged${by}.`
  const changes = { state_detail: detail, verdict_at: tx.now, succeeded_at: at }
  if (!(await moveAttempt(tx.db, attempt.id, { from: attempt.state, to: 'superseded', changes, now: tx.now }))) return false
  tx.emit({
    type: 'fix.superseded',
    issueId: attempt.issue_id,
    subject: { type: 'fix', id: attempt.id },
    payload: { fix_id: attempt.id, state: 'superseded', detail },
  })
  return true
}

/** Whether its window, as far as it has been extended, had ended. */
export function isOverBefore({ state, window_ends_at }: AttemptRow, time: string): boolean {
  return state === 'watching' && window_ends_at !== null && window_ends_at.toISOString() < time
}
