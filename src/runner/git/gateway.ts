// The platform's hands on repositories, put together: everything through the mirror, nothing inside an agent's clone.
import type { GitGateway, RepositoryAccess } from '../../runs/domain/git-gateway.ts'
import { inspectCommits } from './commits.ts'
import { blob, commitsBetween, diffText, inspectDiff } from './diff.ts'
import { isObjectName, runGit } from './git.ts'
import { commitsWithin, hasMirror } from './history.ts'
import { branchRef, type Mirrors, mirrorPath, tipOf, updateMirror } from './mirror.ts'
import { probeRepository } from './probe.ts'
import { pushBranch } from './push.ts'
import { tidyMirror } from './tidy.ts'

/** A gateway over these mirrors. */
export function createGitGateway(mirrors: Mirrors): GitGateway {
  const { settings } = mirrors
  const pathOf = (repository: RepositoryAccess) => mirrorPath(mirrors, repository.id)
  const updateNowAndThen = recently((repository: RepositoryAccess) => updateMirror(mirrors, repository))
  return {
    probe: (repository) => probeRepository(settings, repository),
    branchTip: async (repository, branch) => tipOf(mirrors, await updateMirror(mirrors, repository), branchRef(branch)),
    recentTip: async (repository, branch) => tipOf(mirrors, await updateNowAndThen(repository), branchRef(branch)),
    isAncestor: (repository, ancestor, descendant) => isAncestor(mirrors, pathOf(repository), [ancestor, descendant]),
    inspectDiff: (repository, base, head) => inspectDiff(settings, pathOf(repository), [base, head]),
    inspectCommits: (repository, base, head) => inspectCommits(settings, pathOf(repository), [base, head]),
    diffText: (repository, base, head) => diffText(settings, pathOf(repository), [base, head]),
    commitsBetween: (repository, base, head) => commitsBetween(settings, pathOf(repository), [base, head]),
    recentCommits: async (repository, span) => {
      const path = pathOf(repository)
      if (!hasMirror(path)) return null
      await updateNowAndThen(repository)
      return commitsWithin(settings, path, { ...span, branch: repository.defaultBranch })
    },
    readFile: (repository, sha, path) => readFileAt(mirrors, pathOf(repository), { sha, path }),
    tidy: (repositoryId, spentAmong) => tidyMirror(mirrors, repositoryId, spentAmong),
    pushBranch: (repository, branch, headSha) => pushBranch(mirrors, repository, { branch, headSha }),
  }
}

const recentMs = 30_000

/** Whoever asks while one is under way, or shortly after it, gets its answer; a failure is forgotten at once. */
function recently(update: (repository: RepositoryAccess) => Promise<string>): (repository: RepositoryAccess) => Promise<string> {
  const last = new Map<string, { path: Promise<string>; doneAt: number }>()
  return (repository) => {
    const known = last.get(repository.id)
    if (known && performance.now() - known.doneAt < recentMs) return known.path
    const entry = { path: update(repository), doneAt: Number.POSITIVE_INFINITY }
    last.set(repository.id, entry)
    entry.path.then(
      () => {
        entry.doneAt = performance.now()
      },
      () => last.delete(repository.id),
    )
    return entry.path
  }
}

/** Null if the mirror does not know one of the commits. */
export async function isAncestor(
  mirrors: Mirrors,
  mirror: string,
  [ancestor, descendant]: [string, string],
): Promise<boolean | null> {
  if (!isObjectName(ancestor) || !isObjectName(descendant)) return null
  const args = ['--git-dir', mirror, 'merge-base', '--is-ancestor', ancestor, descendant]
  const { code } = await runGit(mirrors.settings, args, { answers: [1, 128] })
  return code === 0 ? true : code === 1 ? false : null
}

async function readFileAt(
  mirrors: Mirrors,
  mirror: string,
  { sha, path }: { sha: string; path: string },
): Promise<string | null> {
  if (!isObjectName(sha)) return null
  const args = ['--git-dir', mirror, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${sha}:${path}`]
  const { code, text } = await runGit(mirrors.settings, args, { answers: [1, 128] })
  return code === 0 ? blob(mirrors.settings, mirror, text, 64 * 1024) : null
}
