// Looks at an agent's working tree with a repository of our own, so that nothing the agent configured can run, and saves what was not committed.
import { lstat, mkdtemp, readlink, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type GitSettings, runGit } from './git.ts'
import { savedRef } from './mirror.ts'

export interface WorkTree {
  settings: GitSettings
  mirror: string
  directory: string
  headSha: string
}

export interface Dirt {
  changed: string[]
  deleted: string[]
  /** Repositories inside the checkout which git does not know; their content is not saved. */
  nested: string[]
}

const filesMax = 5_000
const fileBytesMax = 50 * 1024 * 1024

/** Calls `look` with a git that sees the agent's files, the mirror's objects, and no configuration but ours. */
async function withOwnIndex<T>(tree: WorkTree, look: (git: OwnGit) => Promise<T>): Promise<T> {
  const scratch = await mkdtemp(join(tmpdir(), 'dispatch-index-'))
  const env = {
    GIT_DIR: scratch,
    GIT_WORK_TREE: tree.directory,
    GIT_INDEX_FILE: join(scratch, 'index'),
    GIT_OBJECT_DIRECTORY: join(tree.mirror, 'objects'),
  }
  try {
    await runGit(tree.settings, ['init', '--quiet', '--bare', '--template=', scratch])
    const git: OwnGit = async (args, input) =>
      (await runGit(tree.settings, args, { env, timeoutMs: 60_000, ...(input !== undefined && { input }) })).stdout
    await git(['-c', 'core.bare=false', 'read-tree', tree.headSha])
    return await look((args, input) => git(['-c', 'core.bare=false', ...args], input))
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

type OwnGit = (args: string[], input?: string) => Promise<Buffer>

/** What differs from the commit, ignored files left out. */
export async function inspectWorkTree(tree: WorkTree): Promise<Dirt> {
  return withOwnIndex(tree, (git) => listDirt(git, tree.directory))
}

async function listDirt(git: OwnGit, directory: string): Promise<Dirt> {
  const modified = pathsOf(await git(['ls-files', '-z', '--modified', '--']))
  const deleted = pathsOf(await git(['ls-files', '-z', '--deleted', '--']))
  const others = pathsOf(await git(['ls-files', '-z', '--others', '--exclude-per-directory=.gitignore', '--']))
  const behind = await pathsBehindLinks(directory, modified)
  const gone = new Set([...deleted, ...behind])
  const isNested = (path: string) => path.endsWith('/')
  return {
    changed: [...modified.filter((path) => !gone.has(path)), ...others.filter((path) => !isNested(path))],
    deleted: [...gone],
    nested: others.filter(isNested),
  }
}

/** Those whose directory became a link: what is found there is not the agent's, and Dispatch may read more than an agent may. */
async function pathsBehindLinks(directory: string, paths: string[]): Promise<string[]> {
  const root = await realpath(directory)
  const isReal = new Map<string, boolean>()
  for (const parent of new Set(paths.map((path) => dirname(path)))) {
    const real = await realpath(join(directory, parent)).catch(() => null)
    isReal.set(parent, real === join(root, parent))
  }
  return paths.filter((path) => !isReal.get(dirname(path)))
}

/** Commits the uncommitted work to a ref of the mirror, leaving the checkout as it is. Null if the tree is clean; no ref if nothing of it can be kept. */
export async function saveDirtyWork(tree: WorkTree, runId: string): Promise<{ ref: string | null; dirt: Dirt } | null> {
  return withOwnIndex(tree, async (git) => {
    const dirt = await listDirt(git, tree.directory)
    if (dirt.changed.length + dirt.deleted.length + dirt.nested.length === 0) return null
    const entries = [...(await storedEntries(git, tree.directory, dirt.changed)), ...dirt.deleted.map(removal)]
    if (entries.length === 0) return { ref: null, dirt }
    await git(['update-index', '-z', '--index-info'], entries.join(''))
    const savedTree = (await git(['write-tree'])).toString().trim()
    const message = `Uncommitted work of ${runId}\n`
    const commit = (await git(['commit-tree', '-p', tree.headSha, savedTree], message)).toString().trim()
    await runGit(tree.settings, ['--git-dir', tree.mirror, 'update-ref', savedRef(runId), commit])
    return { ref: savedRef(runId), dirt }
  })
}

async function storedEntries(git: OwnGit, directory: string, paths: string[]): Promise<string[]> {
  const files: { path: string; mode: string }[] = []
  const entries: string[] = []
  for (const path of paths.slice(0, filesMax)) {
    const stats = await lstat(join(directory, path))
    if (stats.isSymbolicLink()) {
      const blob = await git(['hash-object', '-w', '--stdin', '--no-filters'], await readlink(join(directory, path)))
      entries.push(entry('120000', blob.toString().trim(), path))
    } else if (stats.isFile() && stats.size <= fileBytesMax && !path.includes('\n')) {
      files.push({ path, mode: stats.mode & 0o100 ? '100755' : '100644' })
    }
  }
  const list = files.map(({ path }) => `${join(directory, path)}\n`).join('')
  const blobs =
    list === '' ? [] : (await git(['hash-object', '-w', '--no-filters', '--stdin-paths'], list)).toString().trim().split('\n')
  return [...entries, ...files.map(({ path, mode }, i) => entry(mode, blobs[i] ?? '', path))]
}

function entry(mode: string, blob: string, path: string): string {
  return `${mode} ${blob}\t${path}\0`
}

function removal(path: string): string {
  return `0 ${'0'.repeat(40)}\t${path}\0`
}

function pathsOf(output: Buffer): string[] {
  return output.toString('utf8').split('\0').filter(Boolean)
}
