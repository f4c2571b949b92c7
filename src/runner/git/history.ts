// Which commits came to a branch within a span of time, and which files each of them changed.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DatedCommit } from '../../runs/domain/git-gateway.ts'
import { type GitSettings, runGit } from './git.ts'
import { branchRef } from './mirror.ts'

const commitsMax = 300
const filesMax = 2_000
const outputMax = 16 * 1024 * 1024
const timeoutMs = 15_000

export interface Span {
  since: Date
  until: Date
}

/** Whether there is a mirror to read from; making one takes as long as a clone. */
export function hasMirror(path: string): boolean {
  return existsSync(join(path, 'HEAD'))
}

/**
 * As they came to the branch: a merge stands for all that it brought, at the time of the merge. No text of anybody else is part of the
 * command; who looks for certain files compares the answer.
 */
export async function commitsWithin(
  settings: GitSettings,
  mirror: string,
  { branch, since, until, signal }: Span & { branch: string; signal?: AbortSignal | undefined },
): Promise<DatedCommit[]> {
  const args = [
    ...['--git-dir', mirror, 'log', '-z', '--first-parent', '--diff-merges=first-parent', '--name-only', '--no-renames'],
    ...['--no-ext-diff', '--no-textconv', '--no-show-signature', '--no-notes', '--no-color', '--format=%x01%H%x02%cI%x02%s'],
    ...[`--since=${since.toISOString()}`, `--until=${until.toISOString()}`, `--max-count=${commitsMax}`],
    ...['--end-of-options', branchRef(branch), '--'],
  ]
  const { stdout } = await runGit(settings, args, { outputMax, timeoutMs, signal })
  return parseHistory(stdout.toString('utf8'))
}

/** A record begins with a control character; a file whose name holds one spoils only its own record. */
export function parseHistory(text: string): DatedCommit[] {
  return text.split('\u0001').flatMap((record) => {
    const [head = '', ...rest] = record.split('\0')
    const [sha = '', date = '', subject = ''] = head.split('\u0002')
    const at = Date.parse(date)
    if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(sha) || Number.isNaN(at)) return []
    const files = rest.map((file) => file.replace(/^\n/, '')).filter(Boolean)
    return [{ sha, subject, committedAt: new Date(at).toISOString(), files: files.slice(0, filesMax) }]
  })
}
