// A clone whose agent planted everything that git can be made to execute. The platform reads it; nothing may run.
import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeRemote, plainGit, type ScratchRemote } from '#test/git/scratch-repository.ts'
import type { RepositoryAccess } from '../../runs/domain/git-gateway.ts'
import { createCheckout } from './checkout.ts'
import { type Mirrors, mirrorPath, openMirrors, updateMirror } from './mirror.ts'
import { fetchResult } from './result.ts'
import { inspectWorkTree, saveDirtyWork, type WorkTree } from './work-tree.ts'

const settings = { path: '/usr/local/bin:/usr/bin:/bin', extra: {} }
const branch = 'dispatch/dsp-1-x'
let remote: ScratchRemote
let mirrors: Mirrors
let clone: string
let proof: string

beforeEach(async () => {
  remote = makeRemote({ 'README.md': '# demo\n', 'src/a.js': 'one\n', 'gone.txt': 'x\n' })
  mirrors = openMirrors(settings, join(remote.root, 'data'))
  const repository: RepositoryAccess = {
    id: 'rep_1',
    gitUrl: remote.url,
    defaultBranch: 'main',
    credential: null,
    allowLocal: true,
  }
  await updateMirror(mirrors, repository)
  clone = join(remote.root, 'clone')
  proof = join(remote.root, 'executed')
  const tip = remote.tip('main')
  await createCheckout(mirrors, {
    repositoryId: 'rep_1',
    directory: clone,
    baseSha: tip,
    startSha: tip,
    defaultBranch: 'main',
    branch,
    sharesObjects: true,
  })
})
afterEach(() => remote.remove())

/** Plants one trap for each way by which git starts programs. */
function plantTraps(): void {
  const trap = join(remote.root, 'trap.sh')
  writeFileSync(trap, `#!/bin/sh\necho "$0 $*" >> ${proof}\ncat\n`, { mode: 0o755 })
  const hooks = join(clone, '.git', 'hooks')
  mkdirSync(hooks, { recursive: true })
  for (const hook of [
    'pre-commit',
    'post-checkout',
    'post-index-change',
    'reference-transaction',
    'pre-push',
    'upload-pack',
    'fsmonitor-watchman',
    'post-update',
  ]) {
    writeFileSync(join(hooks, hook), readFileSync(trap))
    chmodSync(join(hooks, hook), 0o755)
  }
  appendFileSync(
    join(clone, '.git', 'config'),
    `[core]\n\tfsmonitor = ${trap}\n\tsshCommand = ${trap}\n\thooksPath = ${hooks}\n\tpager = ${trap}\n\teditor = ${trap}\n\tattributesFile = ${clone}/.gitattributes\n` +
      `[uploadpack]\n\tpackObjectsHook = ${trap}\n[filter "evil"]\n\tclean = ${trap}\n\tsmudge = ${trap}\n\tprocess = ${trap}\n\trequired = true\n` +
      `[diff "evil"]\n\tcommand = ${trap}\n\ttextconv = ${trap}\n[diff]\n\texternal = ${trap}\n[merge "evil"]\n\tdriver = ${trap}\n[credential]\n\thelper = !${trap}\n` +
      `[gpg]\n\tprogram = ${trap}\n[commit]\n\tgpgSign = true\n[alias]\n\tupload-pack = !${trap}\n`,
  )
  writeFileSync(join(clone, '.gitattributes'), '* filter=evil diff=evil merge=evil\n')
  mkdirSync(join(clone, '.git', 'info'), { recursive: true })
  writeFileSync(join(clone, '.git', 'info', 'attributes'), '* filter=evil diff=evil\n')
}

/** A repository inside the checkout, as a submodule would be, with a trap of its own. */
function plantNestedRepository(): void {
  plainGit(clone, 'init', '-q', 'nested')
  writeFileSync(join(clone, 'nested', 'f'), 'x')
  plainGit(join(clone, 'nested'), 'add', '-A')
  plainGit(join(clone, 'nested'), 'commit', '-q', '-m', 'nested')
  appendFileSync(join(clone, 'nested', '.git', 'config'), `[core]\n\tfsmonitor = ${join(remote.root, 'trap.sh')}\n`)
}

function tree(headSha = remote.tip('main')): WorkTree {
  return { settings, mirror: mirrorPath(mirrors, 'rep_1'), directory: clone, headSha }
}

test('the traps work, so that the other tests mean something', () => {
  plantTraps()
  try {
    plainGit(clone, 'status')
  } catch {
    // git may fail on the way; the question is only whether it ran something
  }
  expect(existsSync(proof)).toBe(true)
})

test('fetching a result runs nothing', async () => {
  writeFileSync(join(clone, 'src', 'a.js'), 'two\n')
  plainGit(clone, 'commit', '-qam', 'Change')
  plantTraps()
  const head = await fetchResult(mirrors, { repositoryId: 'rep_1', runId: 'run_1', clone, branch, confine: (command) => command })
  expect(head).toMatch(/^[0-9a-f]{40}$/)
  expect(existsSync(proof)).toBe(false)
})

test('looking at the tree and saving it runs nothing and keeps every kind of change', async () => {
  plantTraps()
  plantNestedRepository()
  writeFileSync(join(clone, 'src', 'a.js'), 'changed\n')
  writeFileSync(join(clone, 'new.sh'), 'echo\n', { mode: 0o755 })
  symlinkSync('/etc/passwd', join(clone, 'link'))
  execFileSync('rm', [join(clone, 'gone.txt')])
  execFileSync('mkfifo', [join(clone, 'pipe')])

  const dirt = await inspectWorkTree(tree())
  expect(dirt.changed.toSorted()).toEqual(['.gitattributes', 'link', 'new.sh', 'src/a.js'])
  expect(dirt).toMatchObject({ deleted: ['gone.txt'], nested: ['nested/'] })

  const saved = await saveDirtyWork(tree(), 'run_1')
  expect(saved?.ref).toBe('refs/dispatch/run_1')
  const listing = plainGit(mirrorPath(mirrors, 'rep_1'), 'ls-tree', '-r', 'refs/dispatch/run_1')
  expect(listing).toMatch(/^100755 blob \w+\tnew\.sh$/m)
  expect(listing).toMatch(/^120000 blob \w+\tlink$/m)
  expect(listing).not.toMatch(/gone\.txt|nested|pipe/)
  expect(plainGit(mirrorPath(mirrors, 'rep_1'), 'show', 'refs/dispatch/run_1:src/a.js')).toBe('changed')
  expect(plainGit(mirrorPath(mirrors, 'rep_1'), 'show', 'refs/dispatch/run_1:link')).toBe('/etc/passwd')
  expect(existsSync(proof)).toBe(false)
})

test('a submodule of the base with a planted repository runs nothing', async () => {
  const sub = plainGit(clone, 'rev-parse', 'HEAD')
  plainGit(clone, 'update-index', '--add', '--cacheinfo', `160000,${sub},nested`)
  plainGit(clone, 'commit', '-q', '-m', 'Add a submodule')
  const head = await fetchResult(mirrors, { repositoryId: 'rep_1', runId: 'run_1', clone, branch, confine: (command) => command })
  plantTraps()
  plantNestedRepository()
  await inspectWorkTree(tree(head ?? ''))
  await saveDirtyWork(tree(head ?? ''), 'run_1')
  expect(existsSync(proof)).toBe(false)
})

test('a directory that became a link is saved as the link, never what lies behind it', async () => {
  const outside = join(remote.root, 'outside')
  mkdirSync(outside)
  writeFileSync(join(outside, 'a.js'), 'what only Dispatch may read\n')
  execFileSync('rm', ['-r', join(clone, 'src')])
  symlinkSync(outside, join(clone, 'src'))

  expect(await inspectWorkTree(tree())).toEqual({ changed: ['src'], deleted: ['src/a.js'], nested: [] })
  await saveDirtyWork(tree(), 'run_1')
  const saved = plainGit(mirrorPath(mirrors, 'rep_1'), 'ls-tree', '-r', 'refs/dispatch/run_1')
  expect(saved).toMatch(/^120000 blob \w+\tsrc$/m)
  expect(saved).not.toMatch(/a\.js/)
})

test('a clean tree is clean and nothing is saved', async () => {
  writeFileSync(join(clone, '.git', 'info-ignored'), 'x')
  expect(await inspectWorkTree(tree())).toEqual({ changed: [], deleted: [], nested: [] })
  expect(await saveDirtyWork(tree(), 'run_1')).toBeNull()
})

test('a branch that points to nothing is an error, not a result', async () => {
  writeFileSync(join(clone, '.git', 'refs', 'heads', 'dispatch', 'dsp-1-x'), `${'f'.repeat(40)}\n`)
  const order = { repositoryId: 'rep_1', runId: 'run_1', clone, branch, confine: <T>(command: T) => command }
  await expect(fetchResult(mirrors, order)).rejects.toThrow(/^git fetch failed/)
})
