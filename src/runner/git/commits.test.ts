// What leaves with a push, commit by commit, from real repositories through to the decision.
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeRemote, plainGit, type ScratchRemote } from '#test/git/scratch-repository.ts'
import { decidePush } from '../../runs/domain/decide-push.ts'
import type { GitGateway, RepositoryAccess } from '../../runs/domain/git-gateway.ts'
import { createGitGateway } from './gateway.ts'
import { openMirrors } from './mirror.ts'

const settings = { path: '/usr/local/bin:/usr/bin:/bin', extra: {} }
const token = `ghp_${'a1B2c3D4e5'.repeat(4)}`
let remote: ScratchRemote
let gateway: GitGateway
let repository: RepositoryAccess
let base: string

beforeEach(() => {
  remote = makeRemote()
  base = remote.tip('main')
  gateway = createGitGateway(openMirrors(settings, join(remote.root, 'data')))
  repository = { id: 'rep_1', gitUrl: remote.url, defaultBranch: 'main', credential: null, allowLocal: true }
})
afterEach(() => remote.remove())

const work = (...args: string[]) => plainGit(join(remote.root, 'work'), ...args)

async function decide(from = base) {
  const head = (await gateway.branchTip(repository, 'fix')) ?? ''
  return decidePush({
    diff: await gateway.inspectDiff(repository, from, head),
    trail: await gateway.inspectCommits(repository, from, head),
    guardedPaths: ['billing/**'],
    secrets: ['a-literal-secret-value'],
    headSha: head,
    approved: null,
    requiresReview: null,
    publicText: false,
  })
}

test('ordinary commits are pushed, and each is known with its message and its own change', async () => {
  const first = remote.commit({ 'a.txt': 'one\n' }, 'fix')
  const second = remote.commit({ 'a.txt': 'two\n' }, 'fix')
  expect(await gateway.inspectCommits(repository, base, (await gateway.branchTip(repository, 'fix')) ?? '')).toMatchObject({
    commits: [
      { sha: first, message: expect.stringContaining('Change a.txt'), diff: { files: [{ status: 'added', addedText: 'one' }] } },
      { sha: second, diff: { files: [{ status: 'modified', addedText: 'two' }] } },
    ],
    unchecked: null,
  })
  expect(await decide()).toEqual({ push: true })
})

test.each([
  ['a secret', { 'a.txt': `token ${token}\n` }, 'secret', 'a.txt'],
  ['our own secret', { 'a.txt': 'a-literal-secret-value\n' }, 'secret', 'a.txt'],
  ['a workflow', { '.github/workflows/ci.yml': 'on: push\n' }, 'guarded_path', '.github/workflows/ci.yml'],
  ['a path that the repository guards', { 'billing/tax.ts': '1\n' }, 'guarded_path', 'billing/tax.ts'],
  ['a binary file', { 'x.bin': 'a\0b' }, 'binary', 'x.bin'],
  ['scripts', { 'package.json': '{"scripts":{"postinstall":"x"}}' }, 'package_scripts', 'package.json'],
])('%s that comes in one commit and goes in the next is held and named with its commit', async (_, files, rule, path) => {
  const bad = remote.commit(files, 'fix')
  remote.commit(Object.fromEntries(Object.keys(files).map((name) => [name, null])), 'fix')
  remote.commit({ 'b.txt': 'fine\n' }, 'fix')
  const detail = expect.stringContaining(`In commit ${bad.slice(0, 10)}: `)
  expect(await decide()).toMatchObject({ push: false, findings: expect.arrayContaining([{ rule, path, detail }]) })
})

test.each([
  ['a vendor token', token],
  ['our own secret', 'a-literal-secret-value'],
])('%s in a message is held, and not shown', async (_, secret) => {
  remote.commit({ 'a.txt': '1\n' }, 'fix')
  work('commit', '-q', '--allow-empty', '-m', 'Fix', '-m', `See ${secret}`)
  work('push', '-q', remote.url, 'HEAD:refs/heads/fix')
  const decision = await decide()
  expect(decision).toMatchObject({ push: false, findings: [{ rule: 'secret', path: null }] })
  expect(JSON.stringify(decision)).toContain('The message')
  expect(JSON.stringify(decision)).not.toContain(secret)
})

test('a secret as the name of an author is held', async () => {
  remote.commit({ 'a.txt': '1\n' }, 'fix')
  work('commit', '-q', '--allow-empty', '-m', 'Fix', `--author=${token} <x@example.invalid>`)
  work('push', '-q', remote.url, 'HEAD:refs/heads/fix')
  expect(await decide()).toMatchObject({ push: false, findings: [{ rule: 'secret' }] })
})

test.each([
  ['a vendor token', token],
  ['our own secret', 'a-literal-secret-value'],
])('%s in the name of a file is held, and not shown, also when the file is gone again', async (_, secret) => {
  remote.commit({ [`notes/${secret}.txt`]: '1\n' }, 'fix')
  remote.commit({ [`notes/${secret}.txt`]: null, 'b.txt': '1\n' }, 'fix')
  const decision = await decide()
  const found = {
    rule: 'secret',
    path: expect.stringMatching(/^notes\/\[redacted.*\]\.txt$/),
    detail: expect.stringContaining('The name of the file'),
  }
  expect(decision).toMatchObject({ push: false, findings: expect.arrayContaining([found]) })
  expect(JSON.stringify(decision)).not.toContain(secret)
})

test('what the change as a whole tells already is told once', async () => {
  remote.commit({ '.github/workflows/ci.yml': `token: ${token}\n` }, 'fix')
  const decision = await decide()
  expect(decision.push ? [] : decision.findings.map((finding) => finding.rule)).toEqual(['guarded_path', 'secret'])
})

test('another secret of the same kind in an earlier commit of the same file is told as well', async () => {
  const bad = remote.commit({ 'a.txt': `${token}x\n` }, 'fix')
  remote.commit({ 'a.txt': `${token}\n` }, 'fix')
  expect(JSON.stringify(await decide())).toContain(bad.slice(0, 10))
})

test('a merge and a history without a parent are seen whole', async () => {
  remote.commit({ 'a.txt': '1\n' }, 'fix')
  work('checkout', '-q', '--orphan', 'other')
  work('commit', '-q', '--allow-empty', '-m', `Root with ${token}`)
  const root = work('rev-parse', 'HEAD')
  work('checkout', '-q', 'fix')
  work('merge', '-q', '--allow-unrelated-histories', '-m', 'Merge', 'other')
  work('push', '-q', remote.url, 'HEAD:refs/heads/fix')
  expect(JSON.stringify(await decide())).toContain(root.slice(0, 10))
})

test('more commits than can be checked are held with the reason', async () => {
  remote.commit({ 'a.txt': '1\n' }, 'fix')
  const tree = work('rev-parse', 'HEAD^{tree}')
  let tip = work('rev-parse', 'HEAD')
  for (let i = 0; i < 200; i++) tip = work('commit-tree', tree, '-p', tip, '-m', `Step ${i}`)
  work('push', '-q', remote.url, `${tip}:refs/heads/fix`)
  expect(await decide()).toMatchObject({ push: false, because: 'The branch has more than 200 commits' })
}, 30_000)
