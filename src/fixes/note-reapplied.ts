// The revert of a revert brings a change back, but not the judgement on it: that is for a person to ask for, and the issue says so.
import { recordDecision } from '../issues/record-decision.ts'
import type { Tx } from '../platform/context.ts'
import { isReapply, revertedBy, saysItReverts } from './domain/revert.ts'
import { mergesOf } from './known-reverts.ts'
import { listRevertedAttempts } from './store/attempts.ts'
import { findPullBody } from './store/pull-history.ts'
import { findCommitMessage } from './store/pushes.ts'

export interface Reapplied {
  repository: string
  /** Title or first line. */
  subject: string
  text: string
  /** What brings it back, as people write it. */
  by: string
}

export async function noteReapplied(tx: Tx, { repository, subject, text, by }: Reapplied): Promise<void> {
  if (!isReapply(subject)) return
  const reverts = await revertsNamedIn(tx, repository, text)
  if (reverts.length === 0) return
  for (const attempt of await listRevertedAttempts(tx.db, { workspaceId: tx.workspaceId, repository })) {
    const merges = await mergesOf(tx, attempt)
    if (!reverts.some((revert) => merges.some((merge) => saysItReverts(revert, repository, merge)))) continue
    const detail = `${by} brings back what was reverted. The ended fix attempt stays reverted; link ${by} as closing to have it watched.`
    const inputs = { fix_id: attempt.id, by }
    await recordDecision(tx, {
      issueId: attempt.issue_id,
      rule: 'revert',
      result: 'not_restored',
      reason: 'revert_of_revert',
      detail,
      inputs,
    })
  }
}

/** What the commits and pull requests said that are taken back now. */
async function revertsNamedIn(tx: Tx, repository: string, text: string): Promise<string[]> {
  const { commits, pulls } = revertedBy(text, repository)
  const told = [
    ...commits.slice(0, 5).map(async (sha) => {
      const found = await findCommitMessage(tx.db, { workspaceId: tx.workspaceId, repository, sha, near: tx.now, days: 90 })
      return found?.message ?? null
    }),
    ...pulls.slice(0, 5).map((pull) => findPullBody(tx.db, tx.workspaceId, pull)),
  ]
  return (await Promise.all(told)).filter((message) => message !== null)
}
