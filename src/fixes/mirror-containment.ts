// The repository's own mirror tells whether a deployed commit contains a merge, and what came to its default branch.
import type { GitGateway, RepositoryAccess } from '../runs/domain/git-gateway.ts'
import type { CommitHistory, ContainmentSource } from './ports.ts'
import type { KnownRepository } from './store/repositories.ts'

/** @param accessTo how the platform reaches a repository; null when it has no way */
export function mirrorContainment(
  gateway: GitGateway,
  accessTo: (repository: KnownRepository) => Promise<RepositoryAccess | null>,
): ContainmentSource {
  return {
    async ask({ repository, mergeSha, deployedSha }) {
      const access = await accessTo(repository)
      if (!access) return null
      const known = await gateway.isAncestor(access, mergeSha, deployedSha)
      if (known !== null) return { isAncestor: known }
      // The mirror may be older than the merge: bring it up to date, then ask once more.
      await gateway.branchTip(access, access.defaultBranch)
      return { isAncestor: await gateway.isAncestor(access, mergeSha, deployedSha) }
    },
  }
}

/** Null where there is no mirror yet: nobody waits for a clone to learn who may have caused an error. */
export function mirrorHistory(
  gateway: GitGateway,
  accessTo: (repository: KnownRepository) => Promise<RepositoryAccess | null>,
): CommitHistory {
  return {
    async read({ repository, since, until }, signal) {
      const access = await accessTo(repository)
      return access && gateway.recentCommits(access, { since, until, signal })
    },
  }
}
