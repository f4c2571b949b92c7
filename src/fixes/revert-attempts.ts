// A merge that was undone cures nothing: its attempt ends as reverted.
import type { Tx } from '../platform/context.ts'
import type { Effect } from './applied.ts'
import { concludeAttempt } from './conclude-attempt.ts'
import { isOpen } from './domain/attempt.ts'
import { type Reverted, revertedBy, saysItReverts } from './domain/revert.ts'
import { findRevert, mergesOf } from './known-reverts.ts'
import { refoldAttempt } from './refold-attempt.ts'
import { findAttempt, listRevertible, lockAttempt } from './store/attempts.ts'

/** Ends the attempts of the repository whose merge one of the texts says it reverts. What says so must be kept already. */
export async function revertAttempts(tx: Tx, told: { repository: string; texts: readonly string[] }): Promise<Effect[]> {
  const texts = told.texts.filter((text) => namesAny(revertedBy(text, told.repository)))
  if (texts.length === 0) return []
  const effects: Effect[] = []
  for (const attempt of await listRevertible(tx.db, { workspaceId: tx.workspaceId, repository: told.repository })) {
    const merges = await mergesOf(tx, attempt)
    const isMeant = texts.some((text) => merges.some((merge) => saysItReverts(text, attempt.repository, merge)))
    if (isMeant && (await revertIfKnown(tx, attempt.id))) effects.push({ type: 'fix.reverted', fix_id: attempt.id })
  }
  return effects
}

function namesAny({ commits, pulls }: Reverted): boolean {
  return commits.length + pulls.length > 0
}

/** Also for an attempt that was opened after its merge had been reverted. True when it ended so now. */
export async function revertIfKnown(tx: Tx, attemptId: string): Promise<boolean> {
  const attempt = await lockAttempt(tx.db, attemptId)
  if (!attempt) return false
  if (!isOpen(attempt.state))
    return (await refoldAttempt(tx, attemptId)) && (await findAttempt(tx.db, attemptId))?.state === 'reverted'
  const revertedAt = await findRevert(tx, attempt)
  if (revertedAt === null) return false
  // Its window was over by then, and is to be judged yet.
  if (attempt.state === 'watching' && attempt.window_ends_at && revertedAt > attempt.window_ends_at.toISOString()) return false
  await concludeAttempt(tx, attempt, {
    verdict: 'reverted',
    reason: { code: 'merge_reverted', sentence: `The merge ${attempt.merge_sha.slice(0, 7)} was reverted.` },
    happenedAt: revertedAt,
    evidence: null,
  })
  return true
}
