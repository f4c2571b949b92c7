// Fetches what an agent committed into the mirror. Git's reading side runs as the agent would; nothing of ours runs inside its clone.
import type { Command } from '../../runs/domain/agent-adapter.ts'
import { GitFailed, runGit } from './git.ts'
import { branchRef, exclusively, type Mirrors, resultRef, tipOf } from './mirror.ts'

export interface ResultOrder {
  repositoryId: string
  runId: string
  clone: string
  branch: string
  /** Puts the program that reads the clone into the run's confinement. */
  confine(command: Command): Command
}

/** Commit at the tip of the agent's branch, now kept in the mirror; null if the agent removed the branch. */
export async function fetchResult(mirrors: Mirrors, order: ResultOrder): Promise<string | null> {
  const ref = resultRef(order.runId)
  const options = ['--quiet', '--no-tags', '--no-write-fetch-head', '--upload-pack', uploadPack(order)]
  return exclusively(mirrors, order.repositoryId, async (mirror) => {
    const args = ['--git-dir', mirror, '-c', 'fetch.fsckObjects=true', 'fetch', ...options, '--', order.clone]
    try {
      await runGit(mirrors.settings, [...args, `+${branchRef(order.branch)}:${ref}`], { env: { GIT_ALLOW_PROTOCOL: 'file' } })
    } catch (error) {
      if (error instanceof GitFailed && /couldn't find remote ref/.test(error.stderr)) return null
      throw error
    }
    return tipOf(mirrors, mirror, ref)
  })
}

/** The reading program as a shell word list, since git starts it through a shell with the clone's path appended. */
function uploadPack(order: ResultOrder): string {
  const args = [
    '-c',
    'core.hooksPath=/dev/null',
    '-c',
    'core.fsmonitor=false',
    '-c',
    `safe.directory=${order.clone}`,
    'upload-pack',
  ]
  const { file, args: wrapped } = order.confine({ file: 'git', args, env: {}, cwd: '/' })
  return [file, ...wrapped].map(shellQuoted).join(' ')
}

function shellQuoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
