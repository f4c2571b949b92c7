// One mirror per repository, never used by an agent. Branches follow the remote; results and saved work have refs of their own.
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Invalid } from '../../platform/errors.ts'
import type { RepositoryAccess } from '../../runs/domain/git-gateway.ts'
import { type GitSettings, isBranchName, runGit } from './git.ts'
import { reachRemote } from './reach-remote.ts'
import { otherEnd } from './remote.ts'

/** Mirrors below one directory; calls on the same mirror that change it wait for each other. */
export interface Mirrors {
  settings: GitSettings
  directory: string
  queues: Map<string, Promise<unknown>>
}

export function openMirrors(settings: GitSettings, dataDirectory: string): Mirrors {
  return { settings, directory: join(dataDirectory, 'repos'), queues: new Map() }
}

export function mirrorPath(mirrors: Mirrors, repositoryId: string): string {
  if (!/^[\w-]+$/.test(repositoryId)) throw new Invalid([{ path: 'repository', message: 'is not an id' }])
  return join(mirrors.directory, `${repositoryId}.git`)
}

/** Where the commits of a finished run are kept, whatever happens to its branch. */
export function resultRef(runId: string): string {
  return `refs/results/${runId}`
}

/** Where work that a run left uncommitted is kept. */
export function savedRef(runId: string): string {
  return `refs/dispatch/${runId}`
}

/** Fetches branches and tags of the remote; makes the mirror if there is none. Returns its path. */
export async function updateMirror(mirrors: Mirrors, repository: RepositoryAccess, signal?: AbortSignal): Promise<string> {
  return exclusively(mirrors, repository.id, async (path) => {
    const reach = await reachRemote(mirrors.settings, repository)
    if (!reach.ok) throw new Invalid([{ path: 'git_url', message: reach.detail }], 'repository_unreachable')
    await runGit(
      mirrors.settings,
      [
        '--git-dir',
        path,
        'fetch',
        '--quiet',
        '--prune',
        '--no-write-fetch-head',
        ...otherEnd(repository, 'upload-pack'),
        '--',
        repository.gitUrl,
        ...mirroredRefs,
      ],
      { env: reach.env, timeoutMs: 600_000, signal },
    )
    return path
  })
}

const mirroredRefs = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']

/** Runs `work` on the mirror while nobody else in this process changes it. */
export async function exclusively<T>(mirrors: Mirrors, repositoryId: string, work: (path: string) => Promise<T>): Promise<T> {
  const path = mirrorPath(mirrors, repositoryId)
  const before = mirrors.queues.get(path) ?? Promise.resolve()
  const turn = before.then(
    () => ensureMirror(mirrors, path),
    () => ensureMirror(mirrors, path),
  )
  const done = turn.then(() => work(path))
  mirrors.queues.set(
    path,
    done.catch(() => undefined), // the caller gets the failure; the next in line must not
  )
  return done
}

async function ensureMirror(mirrors: Mirrors, path: string): Promise<void> {
  if (existsSync(join(path, 'HEAD'))) return
  await mkdir(mirrors.directory, { recursive: true, mode: 0o700 })
  await runGit(mirrors.settings, ['init', '--quiet', '--bare', '--template=', path])
  // Objects must be readable for agents of another user, who get them as hard links; the directory above stays private.
  await runGit(mirrors.settings, ['--git-dir', path, 'config', 'core.sharedRepository', '0644'])
}

/** Commit at the tip of a branch as the mirror knows it, or null. */
export async function tipOf(mirrors: Mirrors, path: string, ref: string): Promise<string | null> {
  const args = ['--git-dir', path, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]
  const answer = await runGit(mirrors.settings, args, { answers: [1, 128] })
  return answer.code === 0 ? answer.text : null
}

export function branchRef(branch: string): string {
  if (!isBranchName(branch)) throw new Invalid([{ path: 'branch', message: 'is not a branch name' }])
  return `refs/heads/${branch}`
}
