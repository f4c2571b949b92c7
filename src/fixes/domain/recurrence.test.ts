import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decideRecurrence, type OccurrenceFacts, type WatchedFix } from './recurrence.ts'

const at = (time: string) => `2026-03-02T${time}.000Z`
const fix: WatchedFix = {
  mergedAt: at('09:00:00'),
  deployedAt: at('10:00:00'),
  startsAt: at('10:10:00'),
  endsAt: at('20:00:00'),
  environments: ['production', 'prod'],
  isClient: false,
  commits: [
    { sha: 'abcdef0123456789abcdef0123456789abcdef01', contains: 'yes' },
    { sha: '1111111111111111111111111111111111111111', contains: 'no' },
  ],
  releasesBeforeMerge: new Set(['blue-7']),
  resolvedInRelease: null,
}
const asked = (change: object = {}) => ({ release: null, environment: null, releaseCreatedAt: null, ...change })
const occurrence = (change: Partial<OccurrenceFacts> = {}): OccurrenceFacts => ({
  occurredAt: at('12:00:00'),
  release: 'abcdef0',
  environment: 'production',
  lookUp: null,
  ...change,
})
const told = (change: Partial<OccurrenceFacts>) => {
  const { counts, reason } = decideRecurrence(occurrence(change), fix)
  return `${counts} ${reason.code}`
}

describe('an occurrence', () => {
  test.each([
    ['in the fixed release', {}, 'yes fixed_release'],
    ['before the deployment', { occurredAt: at('09:59:59') }, 'no before_deploy'],
    ['within the grace', { occurredAt: at('10:09:59') }, 'no within_grace'],
    ['at the end of the grace', { occurredAt: at('10:10:00') }, 'yes fixed_release'],
    ['in an older release', { release: '1111111' }, 'no older_release'],
    ['in a release seen before the merge', { release: 'blue-7' }, 'no older_release'],
    ['in another environment', { environment: 'staging' }, 'no other_environment'],
    ['in the environment in other case', { environment: 'Production' }, 'yes fixed_release'],
    ['in a new release, not asked about yet', { release: 'blue-8' }, 'look_up release_unknown'],
    ['without a release, not asked about yet', { release: null }, 'look_up release_unknown'],
    ['without an environment, not asked about yet', { environment: null }, 'look_up release_unknown'],
    ['of an older release without an environment', { release: '1111111', environment: null }, 'no older_release'],
  ])('%s', (_, change, expected) => expect(told(change)).toBe(expected))
})

describe('after one look-up', () => {
  test.each([
    ['that cleared nothing, it counts', { release: null, environment: null, lookUp: asked() }, 'yes release_unknown'],
    ['that named an older release, it does not', { release: null, lookUp: asked({ release: '1111111' }) }, 'no older_release'],
    [
      'that named another environment, it does not',
      { environment: null, lookUp: asked({ environment: 'staging' }) },
      'no other_environment',
    ],
    ['that named the fixed release, it counts', { release: null, lookUp: asked({ release: 'abcdef0' }) }, 'yes fixed_release'],
    [
      'that knew the release from before the merge, it does not',
      { release: 'blue-8', lookUp: asked({ releaseCreatedAt: at('08:00:00') }) },
      'no older_release',
    ],
    [
      'of a new release, it counts',
      { release: 'blue-8', lookUp: asked({ releaseCreatedAt: at('09:30:00') }) },
      'yes new_release',
    ],
    ['that left the environment open, it counts', { environment: null, lookUp: asked() }, 'yes fixed_release'],
    [
      'what the event itself says wins',
      { environment: 'staging', lookUp: asked({ environment: 'production' }) },
      'no other_environment',
    ],
  ])('%s', (_, change, expected) => expect(told(change)).toBe(expected))
})

test('its phase is told, so that one after the window breaks a verdict instead of failing it', () => {
  const phase = (time: string) => decideRecurrence(occurrence({ occurredAt: at(time) }), fix).phase
  expect([phase('09:00:00'), phase('10:05:00'), phase('20:00:00'), phase('20:00:01')]).toEqual([
    'before',
    'grace',
    'window',
    'after',
  ])
})

test('nothing before the end of the grace ever counts, and after a look-up nothing is left open', () => {
  const time = fc.integer({ min: 8, max: 22 }).map((hour) => at(`${String(hour).padStart(2, '0')}:07:00`))
  const name = fc.option(fc.constantFrom('abcdef0', '1111111', 'blue-7', 'blue-8'))
  const environment = fc.option(fc.constantFrom('production', 'staging'))
  const lookUp = fc.option(fc.record({ release: name, environment, releaseCreatedAt: fc.option(time) }))
  fc.assert(
    fc.property(fc.record({ occurredAt: time, release: name, environment, lookUp }), (facts) => {
      const decision = decideRecurrence(facts, fix)
      if (facts.occurredAt < fix.startsAt) expect(decision.counts).toBe('no')
      if (facts.lookUp !== null) expect(decision.counts).not.toBe('look_up')
      if (facts.environment === 'staging' || facts.release === '1111111') expect(decision.counts).toBe('no')
    }),
  )
})

describe('of client code, of which people hold old versions', () => {
  const client = (change: Partial<OccurrenceFacts>) => {
    const { counts, reason } = decideRecurrence(occurrence(change), { ...fix, isClient: true })
    return `${counts} ${reason.code}`
  }
  test.each([
    ['one in the fixed release counts', {}, 'yes fixed_release'],
    ['one of an older release does not', { release: 'blue-7' }, 'no older_release'],
    ['one without a release is looked up', { release: null }, 'look_up release_unknown'],
    ['and does not count if nobody knows it', { release: null, lookUp: asked() }, 'no client_release_unknown'],
    [
      'a release that was not seen before the merge may be old all the same',
      { release: 'blue-8', lookUp: asked() },
      'no client_release_unknown',
    ],
    [
      'but not if it was made after the merge',
      { release: 'blue-8', lookUp: asked({ releaseCreatedAt: at('09:30:00') }) },
      'yes new_release',
    ],
  ])('%s', (_, change, expected) => expect(client(change)).toBe(expected))
})
