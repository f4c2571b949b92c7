// A repository of its own for each run: objects from the mirror, no remote, no credential, no hooks, one branch.
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Invalid } from '../../platform/errors.ts'
import { isObjectName, runGit } from './git.ts'
import { branchRef, exclusively, type Mirrors } from './mirror.ts'

const run = promisify(execFile)

export interface CheckoutOrder {
  repositoryId: string
  directory: string
  /** The commit of the base branch, shown to the agent as origin/<defaultBranch>. */
  baseSha: string
  /** The commit to start from: the base, or the tip of an existing branch. */
  startSha: string
  defaultBranch: string
  /** Null leaves HEAD detached. */
  branch: string | null
  /** Borrow the mirror's objects, or have hard links to them because the mirror is out of the agent's reach. */
  sharesObjects: boolean
  /** A commit on top of the start whose files are put into the working tree, uncommitted. */
  restoreFrom?: string | null
}

/** Makes the checkout. Submodules stay empty and LFS files stay pointers. */
export async function createCheckout(mirrors: Mirrors, order: CheckoutOrder): Promise<void> {
  for (const sha of [order.baseSha, order.startSha])
    if (!isObjectName(sha)) throw new Invalid([{ path: 'sha', message: 'is not a commit' }])
  const gitDirectory = join(order.directory, '.git')
  const git = (...args: string[]) =>
    runGit(mirrors.settings, ['--git-dir', gitDirectory, '--work-tree', order.directory, ...args])
  await mkdir(order.directory, { recursive: true })
  await runGit(mirrors.settings, ['init', '--quiet', '--template=', '-b', order.branch ?? order.defaultBranch, order.directory])
  await exclusively(mirrors, order.repositoryId, (mirror) => takeObjects(mirror, gitDirectory, order.sharesObjects))
  await writeFile(join(gitDirectory, 'config'), cloneConfig, { mode: 0o644 })
  await git('update-ref', `refs/remotes/origin/${order.defaultBranch}`, order.baseSha)
  if (order.branch === null) await git('update-ref', '--no-deref', 'HEAD', order.startSha)
  else await git('update-ref', branchRef(order.branch), order.startSha)
  await git('reset', '--quiet', '--hard')
  if (order.restoreFrom) await git('restore', '--source', order.restoreFrom, '--worktree', '--', ':/')
}

// No background maintenance: it would outlive the command that the agent ran.
const cloneConfig = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = false
[gc]
\tauto = 0
[maintenance]
\tauto = false
`

async function takeObjects(mirror: string, gitDirectory: string, shares: boolean): Promise<void> {
  const objects = join(mirror, 'objects')
  if (shares) {
    await mkdir(join(gitDirectory, 'objects', 'info'), { recursive: true })
    await writeFile(join(gitDirectory, 'objects', 'info', 'alternates'), `${objects}\n`)
    return
  }
  const target = join(gitDirectory, 'objects')
  await run('cp', ['-al', `${objects}/.`, target]).catch(() => run('cp', ['-a', `${objects}/.`, target])) // links do not cross file systems
}
