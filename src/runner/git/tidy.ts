// Cleans a mirror: results and saved work of runs that nobody needs any more, and objects that no ref holds.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runGit } from './git.ts'
import { exclusively, type Mirrors, mirrorPath } from './mirror.ts'

/** Nothing is removed that was written not long ago: a checkout under way may borrow it. */
const grace = 'gc.pruneExpire=2.weeks.ago'

/** Returns how many refs were removed; 0 where there is no mirror. */
export async function tidyMirror(
  mirrors: Mirrors,
  repositoryId: string,
  spentAmong: (runIds: string[]) => Promise<string[]>,
): Promise<number> {
  const path = mirrorPath(mirrors, repositoryId)
  if (!existsSync(join(path, 'HEAD'))) return 0
  const { settings } = mirrors
  const { text } = await runGit(settings, [
    '--git-dir',
    path,
    'for-each-ref',
    '--format=%(refname)',
    'refs/results',
    'refs/dispatch',
  ])
  const refs = text.split('\n').filter(Boolean)
  const spent = new Set(await spentAmong([...new Set(refs.map(runOf))]))
  const gone = refs.filter((ref) => spent.has(runOf(ref)))
  return exclusively(mirrors, repositoryId, async () => {
    const input = gone.map((ref) => `delete ${ref}\n`).join('')
    if (gone.length > 0) await runGit(settings, ['--git-dir', path, 'update-ref', '--stdin'], { input })
    const gc = ['-c', 'gc.auto=2000', '-c', 'gc.autoDetach=false', '-c', grace, '--git-dir', path, 'gc', '--auto', '--quiet']
    await runGit(settings, gc, { timeoutMs: 600_000 })
    return gone.length
  })
}

function runOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1)
}
