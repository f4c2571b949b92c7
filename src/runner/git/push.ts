// The one way in which commits leave: a fast-forward of one branch, by the platform, from the mirror.
import type { PushResult, RepositoryAccess } from '../../runs/domain/git-gateway.ts'
import { GitFailed, isObjectName, runGit } from './git.ts'
import { branchRef, exclusively, type Mirrors, tipOf } from './mirror.ts'
import { reachRemote } from './reach-remote.ts'
import { otherEnd } from './remote.ts'

/** Pushes `headSha` to `branch`. Never forces and never deletes; the remote decides about the fast-forward, so two pushers cannot both win. */
export async function pushBranch(
  mirrors: Mirrors,
  repository: RepositoryAccess,
  target: { branch: string; headSha: string },
): Promise<PushResult> {
  const { branch, headSha } = target
  return exclusively(mirrors, repository.id, async (mirror) => {
    if (!isObjectName(headSha) || (await tipOf(mirrors, mirror, headSha)) === null) {
      return { ok: false, code: 'unknown_commit', detail: `The mirror has no commit ${headSha}.` }
    }
    const args = ['--git-dir', mirror, 'push', '--porcelain', '--no-verify', '--no-follow-tags', '--recurse-submodules=no']
    const refspec = `${headSha}:${branchRef(branch)}`
    const reach = await reachRemote(mirrors.settings, repository)
    if (!reach.ok) return { ok: false, code: 'unreachable', detail: reach.detail }
    const call = { env: reach.env, timeoutMs: 300_000, answers: [1] }
    try {
      const answer = await runGit(
        mirrors.settings,
        [...args, ...otherEnd(repository, 'receive-pack'), '--', repository.gitUrl, refspec],
        call,
      )
      const result = judgePush(answer.stdout.toString('utf8'), headSha)
      if (result.ok) await runGit(mirrors.settings, ['--git-dir', mirror, 'update-ref', branchRef(branch), headSha])
      return result
    } catch (error) {
      if (error instanceof GitFailed) return { ok: false, code: 'unreachable', detail: error.detail }
      throw error
    }
  })
}

/** Reads `push --porcelain`: one line for the ref, its first character says what became of it. */
export function judgePush(output: string, headSha: string): PushResult {
  const line = output.split('\n').find((text) => /^[ +\-*!=]\t/.test(text)) ?? ''
  const summary = line.split('\t')[2] ?? ''
  switch (line[0]) {
    case ' ':
    case '=':
      return { ok: true, headSha, created: false }
    case '*':
      return { ok: true, headSha, created: true }
    case '!':
      return /non-fast-forward|fetch first|stale info/.test(summary)
        ? { ok: false, code: 'not_fast_forward', detail: 'The branch has commits that this run does not know.' }
        : { ok: false, code: 'rejected', detail: `The remote refused the branch: ${summary.replace(/^\[.*?\] /, '')}` }
    default:
      return { ok: false, code: 'unreachable', detail: 'The remote did not say what became of the push.' }
  }
}
