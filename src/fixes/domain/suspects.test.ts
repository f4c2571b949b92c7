import { expect, test } from 'vitest'
import { findSuspectCommits, type TouchingCommit } from './suspects.ts'

const until = new Date('2026-03-03T12:00:00Z')
const hoursBefore = (hours: number) => new Date(until.getTime() - hours * 3_600_000).toISOString()
const commit = (sha: string, hours: number, ...files: string[]): TouchingCommit => ({
  sha,
  subject: sha,
  committedAt: hoursBefore(hours),
  files,
})
const frames = ['src/cart/total.ts:41', 'src/cart/basket.ts:7', 'src/http/handler.ts:3']
const ranked = (...commits: TouchingCommit[]) => findSuspectCommits(commits, { frames, until }).map(({ sha }) => sha)

test('who touched the frame nearest to the error comes first', () => {
  expect(ranked(commit('handler', 5, 'src/http/handler.ts'), commit('total', 5, 'src/cart/total.ts'))).toEqual([
    'total',
    'handler',
  ])
})

test('of two that touched the same the later one comes first', () => {
  expect(ranked(commit('earlier', 40, 'src/cart/total.ts'), commit('later', 2, 'src/cart/total.ts'))).toEqual([
    'later',
    'earlier',
  ])
})

test('who touched more files of the stack comes first', () => {
  expect(ranked(commit('one', 5, 'src/cart/total.ts'), commit('two', 5, 'src/cart/total.ts', 'src/cart/basket.ts'))).toEqual([
    'two',
    'one',
  ])
})

test('who touched none, came later or long before is no suspect', () => {
  const others = [
    commit('other', 1, 'README.md'),
    commit('after', -1, 'src/cart/total.ts'),
    commit('old', 49, 'src/cart/total.ts'),
  ]
  expect(ranked(...others)).toEqual([])
})

test('a sweeping commit is half as suspicious', () => {
  const all = Array.from({ length: 300 }, (_, index) => `src/${index}.ts`)
  expect(ranked(commit('sweep', 1, 'src/cart/total.ts', ...all), commit('small', 30, 'src/cart/total.ts'))).toEqual([
    'small',
    'sweep',
  ])
})

test('at most five are named, with the files that made them suspects', () => {
  const many = Array.from({ length: 9 }, (_, index) => commit(`c${index}`, index, 'src/cart/total.ts', 'x.md'))
  const found = findSuspectCommits(many, { frames, until })
  expect(found.map(({ sha }) => sha)).toEqual(['c0', 'c1', 'c2', 'c3', 'c4'])
  expect(found[0]).toMatchObject({ files: ['src/cart/total.ts'], committedAt: hoursBefore(0) })
  expect(found.every(({ score }) => score > 0 && score <= 1)).toBe(true)
})

test('hostile frames name nothing', () => {
  const hostile = ['../../etc/passwd', '-rf', '\u0000', '/etc/passwd', '--upload-pack=x.sh', ':(glob)**']
  expect(findSuspectCommits([commit('any', 1, 'etc/passwd', '-rf', 'src/a.ts')], { frames: hostile, until })).toEqual([])
})
