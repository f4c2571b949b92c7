// Mirrors, checkouts, diffs and pushes against real bare repositories.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeRemote, plainGit, type ScratchRemote } from '#test/git/scratch-repository.ts'
import type { GitGateway, RepositoryAccess } from '../../runs/domain/git-gateway.ts'
import { createCheckout } from './checkout.ts'
import { createGitGateway } from './gateway.ts'
import { type Mirrors, mirrorPath, openMirrors, updateMirror } from './mirror.ts'
import { fetchResult } from './result.ts'

const settings = { path: '/usr/local/bin:/usr/bin:/bin', extra: {} }
let remote: ScratchRemote
let mirrors: Mirrors
let gateway: GitGateway
let repository: RepositoryAccess

beforeEach(() => {
  remote = makeRemote({ 'README.md': '# demo\n', 'package.json': '{"name":"shop","scripts":{"test":"true"}}\n' })
  mirrors = openMirrors(settings, join(remote.root, 'data'))
  gateway = createGitGateway(mirrors)
  repository = { id: 'rep_1', gitUrl: remote.url, defaultBranch: 'main', credential: null, allowLocal: true }
})
afterEach(() => remote.remove())

async function checkOut(branch: string | null, sharesObjects = true): Promise<string> {
  await updateMirror(mirrors, repository)
  const directory = join(remote.root, `clone-${branch ? 'branch' : 'detached'}-${sharesObjects}`)
  const tip = remote.tip('main')
  await createCheckout(mirrors, {
    repositoryId: 'rep_1',
    directory,
    baseSha: tip,
    startSha: tip,
    defaultBranch: 'main',
    branch,
    sharesObjects,
  })
  return directory
}

/** What an agent does: change files, commit. Returns the commit as fetched into the mirror. */
async function work(clone: string, files: Record<string, string>, branch = 'dispatch/dsp-1-x', runId = 'run_1'): Promise<string> {
  for (const [path, content] of Object.entries(files)) writeFileSync(join(clone, path), content)
  plainGit(clone, 'add', '-A')
  plainGit(clone, 'commit', '-q', '-m', 'Work')
  const head = await fetchResult(mirrors, { repositoryId: 'rep_1', runId, clone, branch, confine: (command) => command })
  return head ?? ''
}

test('a reachable repository is probed without storing anything', async () => {
  expect(await gateway.probe({ ...repository, defaultBranch: '' })).toMatchObject({
    ok: true,
    defaultBranch: 'main',
    headSha: remote.tip('main'),
  })
  expect(await gateway.probe({ ...repository, gitUrl: join(remote.root, 'nothing.git') })).toMatchObject({
    ok: false,
    code: 'unreachable',
  })
  expect(await gateway.probe({ ...repository, allowLocal: false })).toMatchObject({ ok: false, code: 'refused_url' })
  expect(existsSync(mirrors.directory)).toBe(false)
})

test('the mirror follows the remote, and removed branches go', async () => {
  remote.commit({ a: '1' }, 'feature')
  expect(await gateway.branchTip(repository, 'feature')).toBe(remote.tip('feature'))
  plainGit(remote.url, 'branch', '-D', 'feature')
  expect(await gateway.branchTip(repository, 'feature')).toBeNull()
})

test('parallel updates of one mirror wait for each other', async () => {
  await Promise.all(Array.from({ length: 6 }, () => updateMirror(mirrors, repository)))
  expect(await gateway.branchTip(repository, 'main')).toBe(remote.tip('main'))
})

test.each([true, false])(
  'a checkout is on its branch, knows no remote, and needs nothing else (shared objects: %s)',
  async (shares) => {
    const clone = await checkOut('dispatch/dsp-1-x', shares)
    expect(readFileSync(join(clone, 'README.md'), 'utf8')).toBe('# demo\n')
    expect(plainGit(clone, 'branch', '--show-current')).toBe('dispatch/dsp-1-x')
    expect(plainGit(clone, 'remote')).toBe('')
    expect(plainGit(clone, 'status', '--porcelain')).toBe('')
    expect(plainGit(clone, 'rev-parse', 'origin/main')).toBe(remote.tip('main'))
    expect(existsSync(join(clone, '.git/objects/info/alternates'))).toBe(shares)
  },
)

test('without a branch the checkout is detached at its commit', async () => {
  const clone = await checkOut(null)
  expect(plainGit(clone, 'rev-parse', '--abbrev-ref', 'HEAD')).toBe('HEAD')
  expect(plainGit(clone, 'rev-parse', 'HEAD')).toBe(remote.tip('main'))
})

test('commits come into the mirror and survive a pruning update', async () => {
  const head = await work(await checkOut('dispatch/dsp-1-x'), { 'fix.txt': 'fixed\n' })
  await updateMirror(mirrors, repository)
  expect(await gateway.commitsBetween(repository, remote.tip('main'), head)).toEqual([{ sha: head, subject: 'Work' }])
  expect(await gateway.isAncestor(repository, remote.tip('main'), head)).toBe(true)
  expect(await gateway.isAncestor(repository, head, remote.tip('main'))).toBe(false)
  expect(await gateway.isAncestor(repository, 'f'.repeat(40), head)).toBeNull()
  expect(await gateway.readFile(repository, head, 'fix.txt')).toBe('fixed\n')
  expect(await gateway.readFile(repository, head, 'nothing.txt')).toBeNull()
})

test('a branch that the agent removed gives no result', async () => {
  const clone = await checkOut('dispatch/dsp-1-x')
  plainGit(clone, 'checkout', '-q', '--detach')
  plainGit(clone, 'branch', '-D', 'dispatch/dsp-1-x')
  const order = { repositoryId: 'rep_1', runId: 'run_1', clone, branch: 'dispatch/dsp-1-x' }
  expect(await fetchResult(mirrors, { ...order, confine: (command) => command })).toBeNull()
})

test('the diff shows lines, binaries, modes, escaping symlinks and changed scripts', async () => {
  const clone = await checkOut('dispatch/dsp-1-x')
  symlinkSync('../../etc/passwd', join(clone, 'escape'))
  symlinkSync('README.md', join(clone, 'harmless'))
  const head = await work(clone, {
    'README.md': '# demo\nmore\n',
    'logo.png': 'a\0b',
    'ünïcode "name".txt': 'token\n',
    'package.json': '{"name":"shop","scripts":{"test":"true","postinstall":"curl evil"}}\n',
    '.gitattributes': '* -diff binary\n',
  })
  const diff = await gateway.inspectDiff(repository, remote.tip('main'), head)
  const file = (path: string) => diff.files.find((change) => change.path === path)
  expect(diff).toMatchObject({ truncated: false, packageScriptsChanged: ['package.json'] })
  expect(file('README.md')).toMatchObject({
    status: 'modified',
    addedLines: 1,
    removedLines: 0,
    binary: false,
    addedText: 'more',
  })
  expect(file('logo.png')).toMatchObject({ status: 'added', binary: true, addedText: '' })
  expect(file('ünïcode "name".txt')).toMatchObject({ addedText: 'token' })
  expect(file('escape')).toMatchObject({ newMode: '120000', escapesTo: '../../etc/passwd' })
  expect(file('harmless')?.escapesTo).toBeNull()
  expect((await gateway.diffText(repository, remote.tip('main'), head)).text).toContain('+more')
})

test('a branch is pushed once, then forward, never over somebody else', async () => {
  const branch = 'dispatch/dsp-1-x'
  const clone = await checkOut(branch)
  const first = await work(clone, { a: '1' })
  expect(await gateway.pushBranch(repository, branch, first)).toEqual({ ok: true, headSha: first, created: true })
  expect(await gateway.pushBranch(repository, branch, first)).toEqual({ ok: true, headSha: first, created: false })
  const second = await work(clone, { a: '2' })
  expect(await gateway.pushBranch(repository, branch, second)).toMatchObject({ ok: true })
  expect(remote.tip(branch)).toBe(second)
  remote.commit({ theirs: 'x' }, branch)
  const third = await work(clone, { a: '3' })
  expect(await gateway.pushBranch(repository, branch, third)).toMatchObject({ ok: false, code: 'not_fast_forward' })
  expect(await gateway.pushBranch(repository, branch, 'f'.repeat(40))).toMatchObject({ ok: false, code: 'unknown_commit' })
  expect(await gateway.pushBranch(repository, branch, '')).toMatchObject({ ok: false })
})

test.runIf(process.getuid?.() === 0)(
  "a folder of another user is read and pushed to without running that user's hooks",
  async () => {
    const proof = join(remote.root, 'hook-ran')
    mkdirSync(join(remote.url, 'hooks'), { recursive: true })
    writeFileSync(join(remote.url, 'hooks', 'pre-receive'), `#!/bin/sh\ntouch ${proof}\n`, { mode: 0o755 })
    execFileSync('chown', ['-R', '12345:12345', remote.url])
    expect(await gateway.probe(repository)).toMatchObject({ ok: true })
    const head = await work(await checkOut('dispatch/dsp-1-x'), { a: '1' })
    expect(await gateway.pushBranch(repository, 'dispatch/dsp-1-x', head)).toMatchObject({ ok: true, created: true })
    expect(existsSync(proof)).toBe(false)
  },
)

test('the mirror is private to the platform', async () => {
  await updateMirror(mirrors, repository)
  expect(existsSync(join(mirrorPath(mirrors, 'rep_1'), 'hooks'))).toBe(false)
  expect(() => mirrorPath(mirrors, '../../etc')).toThrow()
})

test('a tip that was looked at just now is recent enough; a failure is not kept', async () => {
  const [first, again] = await Promise.all([gateway.recentTip(repository, 'main'), gateway.recentTip(repository, 'main')])
  expect([first, again]).toEqual([remote.tip('main'), remote.tip('main')])
  const next = remote.commit({ 'next.js': 'export {}\n' })
  expect(await gateway.recentTip(repository, 'main')).toBe(first)
  expect(await gateway.branchTip(repository, 'main')).toBe(next)
  const away = { ...repository, id: 'rep_2', gitUrl: join(remote.root, 'nothing.git') }
  await expect(gateway.recentTip(away, 'main')).rejects.toThrow()
  expect(await gateway.recentTip({ ...away, gitUrl: remote.url }, 'main')).toBe(next)
})
