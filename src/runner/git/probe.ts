// Can the platform reach a repository? One `ls-remote`, nothing stored.
import type { GitGateway, ProbeResult } from '../../runs/domain/git-gateway.ts'
import { GitFailed, type GitSettings, isBranchName, runGit } from './git.ts'
import { reachRemote } from './reach-remote.ts'
import { otherEnd } from './remote.ts'

/** Lists the remote's branches and says which is the default; failures come back as a code and a sentence. */
export async function probeRepository(
  settings: GitSettings,
  repository: Parameters<GitGateway['probe']>[0],
): Promise<ProbeResult> {
  const reach = await reachRemote(settings, repository)
  if (!reach.ok) return { ok: false, code: 'refused_url', detail: reach.detail }
  try {
    const args = [
      'ls-remote',
      '--quiet',
      '--symref',
      ...otherEnd(repository, 'upload-pack'),
      '--',
      repository.gitUrl,
      'HEAD',
      'refs/heads/*',
    ]
    const { text } = await runGit(settings, args, { env: reach.env, timeoutMs: 30_000 })
    return judgeRefs(text, repository.defaultBranch)
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error
    return { ok: false, code: 'unreachable', detail: error.detail }
  }
}

/** Reads `ls-remote --symref`. An empty `wanted` takes the remote's own default branch. */
export function judgeRefs(text: string, wanted: string): ProbeResult {
  const branches = new Map<string, string>()
  let remoteDefault = ''
  for (const line of text.split('\n')) {
    const symref = /^ref: refs\/heads\/(\S+)\tHEAD$/.exec(line)?.[1]
    if (symref) remoteDefault = symref
    const [, sha, name] = /^([0-9a-f]{40,64})\trefs\/heads\/(\S+)$/.exec(line) ?? []
    if (sha && name) branches.set(name, sha)
  }
  const defaultBranch = wanted || remoteDefault || (branches.has('main') ? 'main' : 'master')
  const headSha = branches.get(defaultBranch)
  if (branches.size === 0) return { ok: false, code: 'empty', detail: 'The repository has no branch yet; push a first commit.' }
  if (!headSha || !isBranchName(defaultBranch)) {
    return { ok: false, code: 'no_such_branch', detail: `The repository has no branch ${JSON.stringify(defaultBranch)}.` }
  }
  return { ok: true, defaultBranch, headSha, branches: branches.size }
}
