// The small git repository that the demo works on: a bare remote with one commit that contains the bug.
import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { exactly } from '../runner/exact-environment.ts'

const run = promisify(execFile)

export interface DemoProject {
  /** The bare repository that stands for the remote. */
  remote: string
  /** A clone in which the demo merges, as a person would on GitHub. */
  clone: string
}

export const demoRepository = 'demo/checkout'
export const demoFile = 'src/cart.js'

const files: Record<string, string> = {
  'README.md': '# Checkout\n\nA tiny shop. It exists to show how an error becomes a verified fix.\n',
  'package.json': `${JSON.stringify({ name: 'checkout', version: '1.0.0', type: 'module', scripts: { test: 'node --test' } }, null, 2)}\n`,
  [demoFile]: 'export function total(cart) {\n  return cart.items.reduce((sum, item) => sum + item.price * item.count, 0)\n}\n',
  'src/cart.test.js':
    "import assert from 'node:assert/strict'\nimport { test } from 'node:test'\nimport { total } from './cart.js'\n\ntest('adds up', () => {\n  assert.equal(total({ items: [{ price: 2, count: 3 }] }), 6)\n})\n",
}

export function demoProjectAt(directory: string): DemoProject {
  return { remote: join(directory, 'checkout.git'), clone: join(directory, 'checkout') }
}

/** Made anew, whatever was there. */
export async function makeDemoProject(directory: string): Promise<DemoProject> {
  const project = demoProjectAt(directory)
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true })
  await git(directory, 'init', '--quiet', '--bare', '--initial-branch=main', project.remote)
  await git(directory, 'init', '--quiet', '--initial-branch=main', project.clone)
  await mkdir(join(project.clone, 'src'))
  for (const [path, text] of Object.entries(files)) await writeFile(join(project.clone, path), text)
  await git(project.clone, 'add', '.')
  await git(project.clone, 'commit', '--quiet', '-m', 'Checkout adds up the cart')
  await git(project.clone, 'remote', 'add', 'origin', project.remote)
  await git(project.clone, 'push', '--quiet', 'origin', 'main')
  return project
}

export async function headOf(project: DemoProject, branch: string): Promise<string> {
  return git(project.remote, 'rev-parse', `refs/heads/${branch}`)
}

export interface DemoMerge {
  before: string
  mergeSha: string
}

/** Merges a branch into main on the remote; a second call finds it merged. */
export async function mergeBranch(project: DemoProject, branch: string): Promise<DemoMerge> {
  await git(project.clone, 'fetch', '--quiet', 'origin')
  await git(project.clone, 'reset', '--quiet', '--hard', 'origin/main')
  const before = await git(project.clone, 'rev-parse', 'HEAD')
  await git(project.clone, 'merge', '--quiet', '--no-ff', '-m', `Merge branch '${branch}'`, `origin/${branch}`)
  await git(project.clone, 'push', '--quiet', 'origin', 'main')
  return { before, mergeSha: await git(project.clone, 'rev-parse', 'HEAD') }
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  const identity = {
    GIT_AUTHOR_NAME: 'Dispatch demo',
    GIT_AUTHOR_EMAIL: 'demo@dispatch.invalid',
    GIT_COMMITTER_NAME: 'Dispatch demo',
    GIT_COMMITTER_EMAIL: 'demo@dispatch.invalid',
  }
  const env = exactly({
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    ...identity,
  })
  const { stdout } = await run('git', ['-c', 'core.hooksPath=/dev/null', '-c', 'safe.directory=*', ...args], { cwd, env })
  return stdout.trim()
}
