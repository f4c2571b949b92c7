// A merge that was undone cures nothing: its attempt ends as reverted.
import type { Tx } from '../platform/context.ts'
import type { Effect } from './applied.ts'
import { concludeAttempt } from './conclude-attempt.ts'
import { type Merge, saysItReverts } from './domain/revert.ts'
import { type AttemptRow, listOpenAttempts, lockAttempt } from './store/attempts.ts'
import { findPull } from './store/pulls.ts'
import { listPushes } from './store/pushes.ts'
import { findRepository } from './store/repositories.ts'

/** Ends the open attempts of the repository whose merge one of the texts says it reverts. */
export async function revertAttempts(tx: Tx, told: { repository: string; texts: readonly string[] }): Promise<Effect[]> {
  if (!told.texts.some((text) => /revert/i.test(text))) return []
  const effects: Effect[] = []
  for (const id of await listOpenAttempts(tx.db, { workspaceId: tx.workspaceId, repository: told.repository })) {
    if (await revertIfSaid(tx, id, told.texts)) effects.push({ type: 'fix.reverted', fix_id: id })
  }
  return effects
}

/** For an attempt that was opened after its merge had been reverted. */
export async function revertIfPushed(tx: Tx, attemptId: string): Promise<void> {
  const attempt = await lockAttempt(tx.db, attemptId)
  const repository = attempt && (await findRepository(tx.db, tx.workspaceId, attempt.repository))
  if (!repository) return
  const ref = `refs/heads/${repository.default_branch}`
  const key = { workspaceId: tx.workspaceId, repository: attempt.repository, ref, since: attempt.merged_at }
  const texts = (await listPushes(tx.db, key)).flatMap((push) => push.commits.map((commit) => commit.message))
  await revertIfSaid(
    tx,
    attemptId,
    texts.filter((text) => /revert/i.test(text)),
  )
}

async function revertIfSaid(tx: Tx, attemptId: string, texts: readonly string[]): Promise<boolean> {
  const attempt = await lockAttempt(tx.db, attemptId)
  if (!attempt || !(await isReverted(tx, attempt, texts))) return false
  await concludeAttempt(tx, attempt, {
    verdict: 'reverted',
    reason: { code: 'merge_reverted', sentence: `The merge ${attempt.merge_sha.slice(0, 7)} was reverted.` },
    evidence: null,
  })
  return true
}

async function isReverted(tx: Tx, attempt: AttemptRow, texts: readonly string[]): Promise<boolean> {
  if (attempt.state !== 'awaiting_deploy' && attempt.state !== 'watching') return false
  const merges = await mergesOf(tx, attempt)
  return texts.some((text) => merges.some((merge) => saysItReverts(text, attempt.repository, merge)))
}

/** The merges without which the fix is gone: that of its pull request, and that of the release that carried it. */
export async function mergesOf(tx: Tx, attempt: AttemptRow): Promise<Merge[]> {
  const ids = [attempt.pull_request_id, attempt.release_pull_id].filter((id) => id !== null)
  const pulls = await Promise.all(ids.map((id) => findPull(tx.db, tx.workspaceId, id)))
  return pulls.flatMap((pull) => {
    if (!pull) return []
    const mergeSha = pull.merge_sha ?? attempt.merge_sha
    return [{ repository: attempt.repository, number: pull.number, mergeSha }]
  })
}
