// What was said on a branch until a release left it: by the commits that were pushed there and the pull requests merged into it.
import type { Tx } from '../platform/context.ts'
import { mergedNumber } from './domain/own-messages.ts'
import { type BranchWord, takenBackAt } from './domain/taken-back.ts'
import type { AttemptRow } from './store/attempts.ts'
import { listPullTexts } from './store/pull-history.ts'
import type { PullRow } from './store/pulls.ts'
import { listPushes, type PushRow } from './store/pushes.ts'
import { listMergedInto, listWay, type WayRow } from './store/releases.ts'

interface Told {
  repository: string
  pushes: readonly PushRow[]
  /** Merged into the branch. */
  pulls: readonly PullRow[]
  until: Date
}

/** Those that say that something is reverted. */
export async function branchWords(tx: Tx, { repository, pushes, pulls, until }: Told): Promise<BranchWord[]> {
  const merged = pulls.filter(({ merged_at }) => merged_at !== null && merged_at <= until)
  const texts = await listPullTexts(tx.db, tx.workspaceId, { repository, numbers: merged.map(({ number }) => number) })
  const spoken = merged.map(({ number, merge_sha, merged_at }) => ({
    text: texts.get(number) ?? '',
    shas: merge_sha ? [merge_sha] : [],
    number,
    at: merged_at?.toISOString() ?? '',
  }))
  const words = [...pushes.filter(({ pushed_at }) => pushed_at <= until).flatMap(wordsOf), ...spoken]
  return words.filter(({ text }) => /\breverts\b/i.test(text))
}

/** The newest commit first. What the merge of a pull request brought is taken back with that merge. */
function wordsOf({ commits, pushed_at }: PushRow): BranchWord[] {
  const tip = commits.at(-1)
  const merge = tip && /^Merge pull request #/.test(tip.message) ? tip : null
  const words = commits.map(({ sha, message }) => ({
    text: message,
    shas: merge ? [sha, merge.sha] : [sha],
    number: mergedNumber(message) ?? (merge && mergedNumber(merge.message)),
    at: pushed_at.toISOString(),
  }))
  return words.toReversed()
}

/** When the fix was taken back on a branch on its way, before the release left it; ISO 8601 UTC, null where it was not. */
export async function takenBackOnTheWay(tx: Tx, attempt: AttemptRow): Promise<string | null> {
  const way = attempt.release_pull_id ? await listWay(tx.db, attempt.pull_request_id) : []
  for (const [step, release] of way.entries()) {
    const at = step > 0 && (await takenBackBefore(tx, { repository: attempt.repository, merges: way.slice(0, step), release }))
    if (at) return at
  }
  return null
}

interface Leaving {
  repository: string
  /** That of the fix, then those that carried it; the last came to the branch that the release leaves. */
  merges: readonly WayRow[]
  release: WayRow
}

async function takenBackBefore(tx: Tx, { repository, merges, release }: Leaving): Promise<string | null> {
  const { base_branch: branch, merged_at: since } = merges.at(-1) ?? release
  const until = release.merged_at
  if (!branch || !since || !until) return null
  const key = { workspaceId: tx.workspaceId, repository, branch, since }
  const pushes = await listPushes(tx.db, { ...key, ref: `refs/heads/${branch}` })
  const words = await branchWords(tx, { repository, pushes, pulls: await listMergedInto(tx.db, { ...key, until }), until })
  const times = merges.map(({ number, merge_sha }) => takenBackAt({ repository, number, mergeSha: merge_sha ?? '' }, words))
  return times.filter((at) => at !== null).sort()[0] ?? null
}
