// GitHub's compare API tells whether a deployed commit contains a merge.
import type { ContainmentSource } from '#src/fixes/ports.ts'
import type { GitHubClient } from './client.ts'

/** Only for the default workspace: the token is its own. */
export function githubContainment(client: GitHubClient): ContainmentSource {
  return {
    async ask({ repository, isDefaultWorkspace, mergeSha, deployedSha }) {
      if (repository.provider !== 'github' || !isDefaultWorkspace) return null
      return { comparison: await client.repository(repository.full_name).compare(mergeSha, deployedSha) }
    },
  }
}
