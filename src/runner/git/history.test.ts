import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeRemote, plainGit, type ScratchRemote } from '#test/git/scratch-repository.ts'
import { createGitGateway } from './gateway.ts'
import { parseHistory } from './history.ts'
import { openMirrors } from './mirror.ts'

let remote: ScratchRemote
const directory = mkdtempSync(join(tmpdir(), 'dispatch-history-'))
const gateway = createGitGateway(openMirrors({ path: '/usr/local/bin:/usr/bin:/bin', extra: {} }, directory))
const span = () => ({ since: new Date(Date.now() - 3_600_000), until: new Date(Date.now() + 3_600_000) })
const repository = () => ({ id: 'rep_1', gitUrl: remote.url, defaultBranch: 'main', credential: null, allowLocal: true })

beforeAll(() => {
  remote = makeRemote()
})
afterAll(() => {
  remote.remove()
  rmSync(directory, { recursive: true, force: true })
})

test('nobody waits for a clone: without a mirror nothing is told', async () => {
  expect(await gateway.recentCommits(repository(), span())).toBeNull()
})

test('commits are told as they came to the branch, a merge with all that it brought, whatever its files are called', async () => {
  await gateway.branchTip(repository(), 'main')
  const odd = { '-rf': '1', 'with space.ts': '2', 'über.ts': '3', '--output=x': '4', 'new\nline.ts': '5' }
  const first = remote.commit(odd)
  remote.commit({ 'topic.ts': '1' }, 'topic')
  remote.commit({ 'topic.ts': '2', 'other.ts': '1' }, 'topic')
  const work = join(remote.root, 'work')
  plainGit(work, 'checkout', '-q', 'main')
  plainGit(work, 'merge', '-q', '--no-ff', '-m', 'Merge pull request #7 from acme/topic', 'topic')
  plainGit(work, 'push', '-q', remote.url, 'HEAD:refs/heads/main')
  await gateway.branchTip(repository(), 'main')
  const commits = await gateway.recentCommits({ ...repository(), id: 'rep_1' }, span())
  expect(commits?.map(({ subject }) => subject)).toEqual([
    'Merge pull request #7 from acme/topic',
    expect.stringMatching(/^Change -rf/),
    expect.any(String),
  ])
  expect(commits?.[0]?.files).toEqual(['other.ts', 'topic.ts'])
  expect(commits?.[1]).toMatchObject({ sha: first, files: Object.keys(odd).sort() })
  const long = { since: new Date(Date.now() - 90 * 86_400_000), until: new Date(Date.now() - 80 * 86_400_000) }
  expect(await gateway.recentCommits(repository(), long)).toEqual([])
})

test('a branch that looks like an option is refused', async () => {
  await expect(gateway.recentCommits({ ...repository(), defaultBranch: '--output=/tmp/x' }, span())).rejects.toThrow()
})

test('what is no record is left out', () => {
  const sha = 'a'.repeat(40)
  expect(parseHistory(`\u0001${sha}\u00022026-03-02T09:00:00Z\u0002A\0\na.ts\0b\u0001.ts\0\u0001nonsense\0\nx\0`)).toEqual([
    { sha, subject: 'A', committedAt: '2026-03-02T09:00:00.000Z', files: ['a.ts', 'b'] },
  ])
})
