// Small real repositories for tests: a bare remote and commits in it, made with the machine's git and a neutral configuration.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const environment = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.invalid',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.invalid',
}

/** Runs git in a directory as an ordinary user would, hooks and configuration of that repository included. */
export function plainGit(directory: string, ...args: string[]): string {
  // Another user may own what a confined agent made.
  const safe = ['-c', 'safe.directory=*']
  const env: Record<string, string> = environment
  return execFileSync('git', [...safe, ...args], {
    cwd: directory,
    env: { ...env, NODE_ENV: 'test' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim()
}

export interface ScratchRemote {
  /** Everything of this remote and room for more; removed by `remove`. */
  root: string
  /** The bare repository, as a path. */
  url: string
  /** Commits files (null deletes) on a branch of the remote and returns the commit. */
  commit(files: Record<string, string | null>, branch?: string): string
  tip(branch: string): string
  remove(): void
}

/** A bare repository with one commit on `main`. */
export function makeRemote(files: Record<string, string> = { 'README.md': '# demo\n' }): ScratchRemote {
  const root = mkdtempSync(join(tmpdir(), 'dispatch-git-'))
  const url = join(root, 'remote.git')
  const work = join(root, 'work')
  plainGit(root, 'init', '-q', '--bare', '-b', 'main', url)
  plainGit(root, 'init', '-q', '-b', 'main', work)
  const remote: ScratchRemote = {
    root,
    url,
    commit(changes, branch = 'main') {
      if (plainGit(work, 'branch', '--show-current') !== branch) plainGit(work, 'checkout', '-q', '-B', branch)
      for (const [path, content] of Object.entries(changes)) write(work, path, content)
      plainGit(work, 'add', '-A')
      plainGit(work, 'commit', '-q', '-m', `Change ${Object.keys(changes).join(', ')}`)
      plainGit(work, 'push', '-q', '--force', url, `HEAD:refs/heads/${branch}`)
      return plainGit(work, 'rev-parse', 'HEAD')
    },
    tip: (branch) => plainGit(url, 'rev-parse', `refs/heads/${branch}`),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
  remote.commit(files)
  return remote
}

function write(work: string, path: string, content: string | null): void {
  const file = join(work, path)
  if (content === null) {
    rmSync(file)
    return
  }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}
