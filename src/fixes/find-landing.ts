// Where and when the change of a pull request came to the branch that is deployed: by its own merge, or with a release.
import type { Tx } from '../platform/context.ts'
import type { FixPolicy } from './fix-policy.ts'
import type { PullRow } from './store/pulls.ts'
import { listWay } from './store/releases.ts'
import { findRepository } from './store/repositories.ts'

export interface Landing {
  /** The merge that deployed commits contain or not. */
  sha: string
  at: Date
  /** The pull request that carried it there; null where it was merged there itself. */
  release: { id: string; repository: string; number: number } | null
}

/** Null while it is not there. */
export async function findLanding(tx: Tx, pull: Pick<PullRow, 'id' | 'repository'>, policy: FixPolicy): Promise<Landing | null> {
  const branches = await followedBranches(tx, pull.repository, policy)
  for (const [step, { id, repository, number, base_branch, merge_sha, merged_at }] of (await listWay(tx.db, pull.id)).entries()) {
    if (!merge_sha || !merged_at) return null
    if (base_branch !== null && branches.includes(base_branch))
      return { sha: merge_sha, at: merged_at, release: step === 0 ? null : { id, repository, number } }
  }
  return null
}

/** The default branch, and those that the workspace deploys from. */
export async function followedBranches(tx: Tx, repositoryName: string, policy: FixPolicy): Promise<string[]> {
  const repository = await findRepository(tx.db, tx.workspaceId, repositoryName)
  return [...(repository ? [repository.default_branch] : []), ...policy.production.branches]
}
