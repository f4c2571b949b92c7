// Was the merge of an attempt taken back, and when? By all pushes and merged pull requests that have been told of, in any order.
import type { Tx } from '../platform/context.ts'
import { takenBackOnTheWay } from './branch-words.ts'
import { type Merge, saysItReverts } from './domain/revert.ts'
import { followedBranches } from './find-landing.ts'
import { loadFixPolicy } from './fix-policy.ts'
import type { AttemptRow } from './store/attempts.ts'
import { listPullsThatName } from './store/pull-history.ts'
import { findPull } from './store/pulls.ts'
import { listPushes } from './store/pushes.ts'

/** When it was first taken back, ISO 8601 UTC; null while it was not. */
export async function findRevert(tx: Tx, attempt: AttemptRow): Promise<string | null> {
  const merges = await mergesOf(tx, attempt)
  const says = (text: string) => merges.some((merge) => saysItReverts(text, attempt.repository, merge))
  const times = [...(await pushedReverts(tx, attempt, says)), ...(await mergedReverts(tx, attempt, says))]
  const onTheWay = await takenBackOnTheWay(tx, attempt)
  return [...times, ...(onTheWay ? [onTheWay] : [])].sort()[0] ?? null
}

async function pushedReverts(tx: Tx, attempt: AttemptRow, says: (text: string) => boolean): Promise<string[]> {
  const key = { workspaceId: tx.workspaceId, repository: attempt.repository, since: attempt.merged_at }
  const times: string[] = []
  for (const branch of await followedBranches(tx, attempt.repository, await loadFixPolicy(tx))) {
    const pushes = await listPushes(tx.db, { ...key, ref: `refs/heads/${branch}` })
    const reverting = pushes.filter((push) => push.commits.some(({ message }) => says(message)))
    times.push(...reverting.map((push) => push.pushed_at.toISOString()))
  }
  return times
}

async function mergedReverts(tx: Tx, attempt: AttemptRow, says: (text: string) => boolean): Promise<string[]> {
  const since = attempt.merged_at
  const pulls = await listPullsThatName(tx.db, { workspaceId: tx.workspaceId, names: ['revert'], since, limit: 50 })
  const branches = await followedBranches(tx, attempt.repository, await loadFixPolicy(tx))
  const isHere = (name: string) => name.toLowerCase() === attempt.repository.toLowerCase()
  return pulls
    .filter(
      ({ repository, baseRef, body, title }) =>
        isHere(repository.fullName) && branches.includes(baseRef) && (says(body) || says(title)),
    )
    .flatMap(({ mergedAt }) => mergedAt ?? [])
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
