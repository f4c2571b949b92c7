// What the commits of a pull request say: those pushed to its branch, and the one that it was squashed into.
import type { Tx } from '../platform/context.ts'
import { ownMessages } from './domain/own-messages.ts'
import type { PullRow } from './store/pulls.ts'
import { findCommitMessage, listBranchPushes } from './store/pushes.ts'
import { findStagingBranches, isMergedInto, listLeaving } from './store/releases.ts'

/** @param branch its branch in the repository itself; null for a fork's */
export async function branchMessages(tx: Tx, pull: PullRow, branch: string | null): Promise<string[]> {
  const key = { workspaceId: tx.workspaceId, repository: pull.repository }
  const squashed = pull.merge_sha
    ? await findCommitMessage(tx.db, { ...key, sha: pull.merge_sha, near: pull.merged_at ?? tx.now, days: 2 })
    : null
  if (branch === null) return squashed ? ownMessages([{ commits: [squashed] }], pull.number) : []
  const pushes = await listBranchPushes(tx.db, { ...key, ref: `refs/heads/${branch}`, since: await beginOf(tx, pull, branch) })
  return ownMessages(squashed ? [...pushes, { commits: [squashed] }] : pushes, pull.number).slice(0, 250)
}

/** A branch that is merged again and again: what was said before its last release belongs to that one. */
async function beginOf(tx: Tx, pull: PullRow, branch: string): Promise<Date> {
  const key = { workspaceId: tx.workspaceId, repository: pull.repository, branch }
  const isStaging =
    (await findStagingBranches(tx.db, tx.workspaceId, pull.repository)).includes(branch) || (await isMergedInto(tx.db, key))
  const beginning = new Date(0)
  if (!isStaging) return beginning
  const merges = (await listLeaving(tx.db, { ...key, since: beginning })).flatMap(({ id, merged_at }) =>
    id !== pull.id && merged_at && merged_at < (pull.merged_at ?? tx.now) ? [merged_at] : [],
  )
  return merges.at(-1) ?? beginning
}
