import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pickedFrom } from './cherry-pick.ts'
import { type ContainmentFacts, containmentByPushes, decideContainment, type PushEdge } from './containment.ts'

const push = (before: string | null, after: string | null, change: Partial<PushEdge> = {}): PushEdge => ({
  ref: 'refs/heads/main',
  before,
  after,
  forced: false,
  commits: after ? [after] : [],
  ...change,
})
type Facts = Partial<ContainmentFacts> & { pushes?: readonly PushEdge[] }
const decide = (mergeSha: string, deployedSha: string, { pushes = [], ...facts }: Facts = {}) =>
  decideContainment({ mergeSha, deployedSha, byPushes: containmentByPushes(mergeSha, pushes), ...facts })
const told = (mergeSha: string, deployedSha: string, facts: Facts = {}) => {
  const { contains, how } = decide(mergeSha, deployedSha, facts)
  return `${contains} ${how}`
}
const chain = [push('a', 'b'), push('b', 'c'), push('c', 'd')]

test('a commit contains itself', () => expect(told('a', 'a')).toBe('yes equal'))
test('without facts nothing is known', () => expect(told('a', 'b')).toBe('unknown nothing_known'))
test('a deployment may list what it contains', () => expect(told('a', 'z', { listed: ['b', 'a'] })).toBe('yes listed'))

describe('cherry-picks', () => {
  const picks = [{ sha: 'pick', from: 'a' }]
  const branch = [push('r', 'pick', { ref: 'refs/heads/release' }), push('pick', 'z', { ref: 'refs/heads/release' })]
  test.each([
    ['the deployment lists the pick', { picks, listed: ['pick'] }, 'yes cherry_pick'],
    ['the deployed branch only holds it', { picks, pushes: branch }, 'unknown nothing_known'],
    ['the mirror says that the merge itself is not there', { picks, isAncestor: false }, 'no ancestor'],
    ['a pick of something else', { picks: [{ sha: 'pick', from: 'b' }], listed: ['pick'] }, 'unknown nothing_known'],
  ])('%s', (_, facts, expected) => expect(told('a', 'z', facts)).toBe(expected))
  test('the deployed commit is the pick itself', () => expect(told('a', 'pick', { picks })).toBe('yes cherry_pick'))
  test('a commit says where it was picked from', () => {
    const [from, before] = ['a'.repeat(40), 'b'.repeat(40)]
    expect(pickedFrom(`Fix\n\n(cherry picked from commit ${before})\n(cherry picked from commit ${from})\n`)).toEqual([
      before,
      from,
    ])
    expect(pickedFrom(`was (cherry picked from commit ${from})`)).toEqual([])
    expect(pickedFrom('(cherry picked from commit abc1234)')).toEqual([])
  })
})

describe('kinds of merges', () => {
  const before = 'base'
  test.each([
    ['a squash', [push(before, 'squash')], 'squash'],
    ['a merge commit, with the commits that it brings', [push(before, 'merge', { commits: ['c1', 'c2', 'merge'] })], 'merge'],
    ['a rebase, whose last commit GitHub names', [push(before, 'r2', { commits: ['r1', 'r2'] })], 'r2'],
    [
      'a fast-forward made by hand, of which a middle commit is named',
      [push(before, 'f3', { commits: ['f1', 'f2', 'f3'] })],
      'f2',
    ],
  ])('%s', (_, pushes, mergeSha) => {
    const later = push(pushes[0]?.after ?? '', 'later')
    expect(told(mergeSha, 'later', { pushes: [...pushes, later] })).toBe('yes push_chain')
    expect(told(mergeSha, before, { pushes: [...pushes, later] })).toBe('no push_chain')
  })
})

describe('recorded pushes', () => {
  test.each([
    ['the next push', 'b', 'c', chain, 'yes push_chain'],
    ['several pushes later', 'b', 'd', chain, 'yes push_chain'],
    ['recorded in any order', 'b', 'd', chain.toReversed(), 'yes push_chain'],
    ['deployed before the merge', 'c', 'b', chain, 'no push_chain'],
    ['long before', 'd', 'a', chain, 'no push_chain'],
    ['a gap', 'b', 'd', [push('a', 'b'), push('c', 'd')], 'unknown nothing_known'],
    ['a forced push between', 'b', 'd', [push('b', 'c', { forced: true }), push('c', 'd')], 'unknown nothing_known'],
    ['a forced push beside', 'c', 'd', [push('b', 'c', { forced: true }), push('c', 'd')], 'yes push_chain'],
    [
      'chains of two refs are not joined',
      'b',
      'd',
      [push('b', 'c'), push('c', 'd', { ref: 'refs/heads/other' })],
      'unknown nothing_known',
    ],
    [
      'the merge among the commits of a push',
      'm',
      'c',
      [push('a', 'b', { commits: ['m', 'b'] }), push('b', 'c')],
      'yes push_chain',
    ],
    ['the merge in the very push that was deployed', 'm', 'b', [push('a', 'b', { commits: ['m', 'b'] })], 'yes push_chain'],
    ['deployed what the push of the merge built upon', 'm', 'a', [push('a', 'b', { commits: ['m', 'b'] })], 'no push_chain'],
    [
      'deployed somewhere inside a later push',
      'b',
      'x',
      [push('a', 'b'), push('b', 'c', { commits: ['x', 'c'] })],
      'unknown nothing_known',
    ],
    ['a created ref', 'a', 'b', [push(null, 'b')], 'unknown nothing_known'],
    ['a deleted ref', 'a', 'b', [push('a', null)], 'unknown nothing_known'],
    ['the same push twice', 'b', 'c', [push('b', 'c'), push('b', 'c')], 'yes push_chain'],
  ])('%s', (_, mergeSha, deployedSha, pushes, expected) => expect(told(mergeSha, deployedSha, { pushes })).toBe(expected))

  test('a circle of refs that were moved back and forth ends', () => {
    expect(told('x', 'y', { pushes: [push('a', 'b'), push('b', 'a')] })).toBe('unknown nothing_known')
  })
})

describe('git and GitHub', () => {
  test.each<[Facts, string]>([
    [{ isAncestor: true }, 'yes ancestor'],
    [{ isAncestor: false }, 'no ancestor'],
    [{ isAncestor: null, comparison: 'ahead' }, 'yes comparison'],
    [{ comparison: 'identical' }, 'yes comparison'],
    [{ comparison: 'behind' }, 'no comparison'],
    [{ comparison: 'diverged' }, 'no comparison'],
    [{ isAncestor: null, comparison: null }, 'unknown nothing_known'],
    [{ isAncestor: false, comparison: 'ahead' }, 'no ancestor'],
  ])('%j', (facts, expected) => expect(told('a', 'b', facts)).toBe(expected))
})

test('on one straight line of pushes a deployment contains exactly what came before it', () => {
  const line = fc
    .integer({ min: 2, max: 12 })
    .chain((length) => fc.tuple(fc.constant(length), fc.nat(length - 1), fc.nat(length - 1)))
  fc.assert(
    fc.property(line, fc.infiniteStream(fc.nat()), ([length, merge, deployed], random) => {
      const pushes = Array.from({ length: length - 1 }, (_, n) => push(`c${n}`, `c${n + 1}`)).sort(
        () => (random.next().value % 2) - 0.5,
      )
      expect(decide(`c${merge}`, `c${deployed}`, { pushes }).contains).toBe(deployed >= merge ? 'yes' : 'no')
    }),
  )
})

test('a chain that a force push broke proves nothing across the break', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(), (length, where) => {
      const broken = where % length
      const pushes = Array.from({ length }, (_, n) => push(`c${n}`, `c${n + 1}`, { forced: n === broken }))
      expect(decide('c0', `c${length}`, { pushes }).contains).toBe('unknown')
    }),
  )
})

test('a busy fortnight is walked once, not once for each deployment', () => {
  const pushes = Array.from({ length: 30_000 }, (_, n) =>
    push(`c${n}`, `c${n + 1}`, { ref: `refs/heads/b${Math.floor(n / 100)}`, commits: [`c${n + 1}`, `x${n}`] }),
  )
  const before = performance.now()
  const known = containmentByPushes('c150', pushes)
  for (let n = 101; n <= 200; n++) expect(known.get(`c${n}`)).toBe(n < 150 ? 'no' : 'yes')
  expect(performance.now() - before).toBeLessThan(2_000) // quadratic, it takes minutes
})
