import { expect, test } from 'vitest'
import { carriedPulls, type MergedPull, type RecordedPush, relationOf, type ShippedFacts, wayBetween } from './shipped.ts'

const commit = (sha: string) => ({ sha, message: `Commit ${sha}` })
const push = (before: string, after: string, commits: string[] = [after], more: Partial<RecordedPush> = {}): RecordedPush => ({
  ref: 'refs/heads/main',
  before,
  after,
  forced: false,
  commits: commits.map(commit),
  ...more,
})
const shas = (way: { commits: { sha: string }[] }) => way.commits.map(({ sha }) => sha)

// main: a – b – (c1 c2 c) – d
const main = [push('a', 'b'), push('b', 'c', ['c1', 'c2', 'c']), push('c', 'd')]

test('the commits between two deployments come along the pushes, newest first', () => {
  const way = wayBetween('a', 'd', main)
  expect(way.isKnown).toBe(true)
  expect(shas(way)).toEqual(['d', 'c', 'c2', 'c1', 'b'])
})

test('a way may begin and end in the midst of a push', () => {
  expect(shas(wayBetween('c1', 'c2', main))).toEqual(['c2'])
  expect(shas(wayBetween('c1', 'd', main))).toEqual(['d', 'c', 'c2'])
})

test('a gap, a forced push and the wrong direction make no way', () => {
  expect(wayBetween('a', 'd', [push('a', 'b'), push('c', 'd')])).toEqual({ isKnown: false, commits: [commit('d')] })
  expect(wayBetween('a', 'c', [push('a', 'b'), push('b', 'c', ['c'], { forced: true })]).isKnown).toBe(false)
  expect(wayBetween('d', 'a', main).isKnown).toBe(false)
  expect(wayBetween('a', 'z', main)).toEqual({ isKnown: false, commits: [] })
})

test('another branch with the same commit does not hide the way', () => {
  const topic = push('x', 'd', ['d'], { ref: 'refs/heads/topic' })
  expect(shas(wayBetween('c', 'd', [topic, ...main]))).toEqual(['d'])
})

test('pushes that turn in a circle end', () => {
  expect(wayBetween('z', 'b', [push('a', 'b'), push('b', 'a')]).isKnown).toBe(false)
})

test.each([
  ['the first one', { sha: 'b', previousSha: null, ranEarlier: false }, 'first'],
  ['onwards', { sha: 'd', previousSha: 'b', ranEarlier: false }, 'forward'],
  ['the same again', { sha: 'b', previousSha: 'b', ranEarlier: true }, 'same'],
  ['back along the pushes', { sha: 'b', previousSha: 'd', ranEarlier: false }, 'rollback'],
  ['back to what ran before, without pushes', { sha: 'y', previousSha: 'z', ranEarlier: true }, 'rollback'],
  ['nobody knows', { sha: 'y', previousSha: 'z', ranEarlier: false }, 'unknown'],
] as const)('a deployment is %s', (_what, place, relation) => {
  expect(relationOf(place, main)).toBe(relation)
})

const pull = (id: string, mergeSha: string, more: Partial<MergedPull> = {}): MergedPull => ({
  id,
  mergeSha,
  mergedAt: '2026-03-02T10:00:00.000Z',
  asked: {},
  isWatchedHere: false,
  ...more,
})
const facts = (more: Partial<ShippedFacts> = {}): ShippedFacts => ({
  sha: 'd',
  deployedAt: '2026-03-02T11:00:00.000Z',
  listed: [],
  previous: { sha: 'b', deployedAt: '2026-03-02T09:00:00.000Z' },
  relation: 'forward',
  way: wayBetween('b', 'd', main),
  picks: [],
  pulls: [],
  ...more,
})
const carried = (more: Partial<ShippedFacts>) =>
  carriedPulls(facts(more)).map(({ pullId, contains, how }) => [pullId, contains, how])

test('pull requests whose merges lie on the way are carried, others are not', () => {
  const pulls = [pull('equal', 'd'), pull('on', 'c'), pull('before', 'b'), pull('elsewhere', 'z')]
  expect(carried({ pulls })).toEqual([
    ['equal', 'yes', 'equal'],
    ['on', 'yes', 'push_chain'],
  ])
})

const unknownWay = { way: { isKnown: false, commits: [] }, relation: 'unknown' as const }

test('without the way, lists and answers tell; of the rest nobody knows', () => {
  const answer = (contains: 'yes' | 'no', how: 'comparison' | 'ancestor') => ({ d: { contains, how } })
  const pulls = [
    pull('listed', 'l'),
    pull('picked', 'o'),
    pull('compared', 'p', { asked: answer('yes', 'comparison') }),
    pull('mirrored', 'm', { asked: answer('yes', 'ancestor') }),
    pull('not in it', 'n', { asked: answer('no', 'comparison') }),
    pull('there before', 'v', { asked: { ...answer('yes', 'comparison'), b: { contains: 'yes', how: 'comparison' } } }),
    pull('meanwhile', 'q'),
    pull('merged before', 'r', { mergedAt: '2026-03-02T08:00:00.000Z' }),
    pull('watched', 'w', { mergedAt: '2026-03-02T08:00:00.000Z', isWatchedHere: true }),
  ]
  expect(
    carried({
      ...unknownWay,
      listed: ['l', 'k'],
      picks: [
        { sha: 'k', from: 'o' },
        { sha: 'j', from: 'm' },
      ],
      pulls,
    }),
  ).toEqual([
    ['listed', 'yes', 'listed'],
    ['picked', 'yes', 'cherry_pick'],
    ['compared', 'yes', 'comparison'],
    ['mirrored', 'yes', 'ancestor'],
    ['meanwhile', 'unknown', 'nothing_known'],
    ['watched', 'yes', 'push_chain'],
  ])
})

test('a rollback and a repetition bring nothing', () => {
  expect(carried({ relation: 'rollback', pulls: [pull('equal', 'd')] })).toEqual([])
  expect(carried({ relation: 'same', pulls: [pull('equal', 'd')] })).toEqual([])
})
