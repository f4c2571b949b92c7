import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ageOfRelease, compareVersions, type FixedIn } from './release.ts'

const merge = 'abcdef0123456789abcdef0123456789abcdef01'
const old = '1111111111111111111111111111111111111111'
const fix: FixedIn = {
  mergedAt: '2026-03-02T09:00:00.000Z',
  commits: [
    { sha: merge, contains: 'yes' },
    { sha: old, contains: 'no' },
    { sha: '2222222222222222222222222222222222222222', contains: 'unknown' },
  ],
  releasesBeforeMerge: new Set(['shop@4.10.2', 'blue-7']),
  resolvedInRelease: null,
}

describe('a release is told', () => {
  test.each([
    ['by the full commit', merge, 'fixed'],
    ['by a short commit', 'abcdef0', 'fixed'],
    ['by a commit in a name', 'shop@abcdef0123', 'fixed'],
    ['by a commit without the fix', 'shop@1111111', 'older'],
    ['not by a commit of which nothing is known', '2222222', 'unknown'],
    ['not by six digits', 'abcdef', 'unknown'],
    ['not by a part of a word', 'xabcdef0123', 'unknown'],
    ['by having been seen before the merge', 'blue-7', 'older'],
    ['not by a name alone', 'blue-8', 'unknown'],
    ['not by a version alone', 'shop@4.11.0', 'unknown'],
  ])('%s', (_, release, age) => expect(ageOfRelease(release, null, fix)).toBe(age))

  test('by the time at which the vendor first saw it', () => {
    expect(ageOfRelease('blue-8', '2026-03-02T08:59:59.000Z', fix)).toBe('older')
    expect(ageOfRelease('blue-8', '2026-03-02T09:00:00.000Z', fix)).toBe('unknown')
  })

  test.each([
    ['shop@4.10.9', 'older'],
    ['shop@4.11.0', 'fixed'],
    ['shop@5.0.0', 'fixed'],
    ['shop@4.11.0-rc.1', 'older'],
    ['other@4.10.9', 'unknown'],
    ['blue-8', 'unknown'],
  ])('by the release in which people resolved it: %s', (release, age) => {
    expect(ageOfRelease(release, null, { ...fix, resolvedInRelease: 'shop@4.11.0' })).toBe(age)
  })
})

describe('versions', () => {
  test.each([
    ['1.2.3', '1.2.4', -1],
    ['1.10.0', '1.9.0', 1],
    ['v1.0.0', '1.0.0', 0],
    ['a@2.0.0', 'a@1.9.9', 1],
    ['1.0.0-alpha', '1.0.0', -1],
    ['1.0.0', '1.0.0-alpha', 1],
    ['1.0.0-rc.2', '1.0.0-rc.10', -1],
    ['1.0.0+build.1', '1.0.0+build.2', 0],
    ['@scope/pkg@1.0.0', '@scope/pkg@1.0.1', -1],
    ['a@1.0.0', 'b@1.0.0', null],
    ['1.0', '1.0.0', null],
    ['2026-03-02', '2026-03-01', null],
  ])('%s against %s', (a, b, order) => expect(compareVersions(a, b)).toBe(order))

  test('are ordered both ways alike', () => {
    const version = fc
      .tuple(fc.nat(20), fc.nat(20), fc.nat(20), fc.constantFrom('', '-rc.1', '-rc.2'))
      .map(([a, b, c, pre]) => `${a}.${b}.${c}${pre}`)
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(compareVersions(a, b)).toBe(0 - (compareVersions(b, a) ?? Number.NaN))
      }),
    )
  })
})
