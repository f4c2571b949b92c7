import { existsSync, utimesSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeRemote, plainGit, type ScratchRemote } from '#test/git/scratch-repository.ts'
import { runGit } from './git.ts'
import { type Mirrors, mirrorPath, openMirrors, resultRef, savedRef, updateMirror } from './mirror.ts'
import { tidyMirror } from './tidy.ts'

const settings = { path: '/usr/local/bin:/usr/bin:/bin', extra: {} }
let remote: ScratchRemote
let mirrors: Mirrors
let mirror: string

beforeEach(async () => {
  remote = makeRemote()
  mirrors = openMirrors(settings, join(remote.root, 'data'))
  mirror = mirrorPath(mirrors, 'rep_1')
  await updateMirror(mirrors, { id: 'rep_1', gitUrl: remote.url, defaultBranch: 'main', credential: null, allowLocal: true })
})
afterEach(() => remote.remove())

const git = (...args: string[]) => plainGit(mirror, ...args)
const refs = () => git('for-each-ref', '--format=%(refname)').split('\n')

/** A commit that only the given ref holds. */
function keep(ref: string): string {
  const sha = git('commit-tree', '-m', ref, '-p', 'refs/heads/main', 'refs/heads/main^{tree}')
  git('update-ref', ref, sha)
  return sha
}

test('results and saved work of spent runs go, those of others and every branch stay', async () => {
  for (const run of ['run_old', 'run_new']) {
    keep(resultRef(run))
    keep(savedRef(run))
  }
  const asked: string[][] = []
  const removed = await tidyMirror(mirrors, 'rep_1', async (ids) => {
    asked.push(ids.toSorted())
    return ['run_old']
  })
  expect(removed).toBe(2)
  expect(asked).toEqual([['run_new', 'run_old']])
  expect(refs()).toEqual([savedRef('run_new'), 'refs/heads/main', resultRef('run_new')])
})

test('what no ref holds goes after two weeks, not before: a checkout may borrow it', async () => {
  const [old, young] = [keep(resultRef('run_old')), keep(resultRef('run_young'))]
  await tidyMirror(mirrors, 'rep_1', async (ids) => ids)
  const monthAgo = new Date(Date.now() - 30 * 86_400_000)
  utimesSync(join(mirror, 'objects', old.slice(0, 2), old.slice(2)), monthAgo, monthAgo)
  await fillWithLooseObjects()
  await tidyMirror(mirrors, 'rep_1', async () => [])
  const known = async (sha: string) =>
    (await runGit(settings, ['--git-dir', mirror, 'cat-file', '-e', sha], { answers: [1, 128] })).code === 0
  expect([await known(old), await known(young), await known(remote.tip('main'))]).toEqual([false, true, true])
})

test('where there is no mirror nothing is done', async () => {
  expect(await tidyMirror(mirrors, 'rep_2', async () => expect.unreachable('nobody is asked'))).toBe(0)
  expect(existsSync(mirrorPath(mirrors, 'rep_2'))).toBe(false)
})

/** Git cleans up by itself once there are about so many: it counts those in one directory. */
async function fillWithLooseObjects(): Promise<void> {
  const input = Array.from({ length: 2_600 }, (_, index) => `blob\ndata <<END\n${index}\nEND\n`).join('')
  await runGit(settings, ['--git-dir', mirror, '-c', 'fastimport.unpackLimit=10000', 'fast-import', '--quiet'], { input })
  expect((await readdir(join(mirror, 'objects'))).length).toBeGreaterThan(200)
}
