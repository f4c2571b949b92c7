import { describe, expect, test } from 'vitest'
import {
  type Correction,
  decideCorrection,
  doubtVerified,
  type Ended,
  type EndedState,
  type VerifiedFacts,
} from './correction.ts'
import type { Standing } from './standing.ts'

const ended = (state: EndedState, stands: Standing<never>['state'], facts: Partial<Ended> = {}): Ended => ({
  state,
  standing: { state: stands, at: null },
  isSameWindow: true,
  isOtherOpen: false,
  isLinked: true,
  hasSuccessor: false,
  ...facts,
})
const keep: Correction = { action: 'keep' }
const weigh: Correction = { action: 'weigh' }
const supersede: Correction = { action: 'supersede' }
const follow: Correction = { action: 'reopen', to: 'awaiting_deploy' }
const watch: Correction = { action: 'reopen', to: 'watching' }
const fail: Correction = { action: 'conclude', verdict: 'failed' }
const revert: Correction = { action: 'conclude', verdict: 'reverted' }

describe('what is told late, by what has become of the attempt', () => {
  test.each<[Standing<never>['state'], Record<EndedState, Correction>]>([
    // The fix ran to the end of its window: nothing that was told happened before that.
    ['watched', { verified: weigh, inconclusive: weigh, failed: watch, reverted: follow, superseded: follow }],
    // It was rolled back in the window, or never ran.
    ['awaiting_deploy', { verified: follow, inconclusive: follow, failed: follow, reverted: follow, superseded: follow }],
    ['failed', { verified: fail, inconclusive: fail, failed: keep, reverted: fail, superseded: fail }],
    ['reverted', { verified: revert, inconclusive: revert, failed: revert, reverted: keep, superseded: revert }],
    ['superseded', { verified: supersede, inconclusive: supersede, failed: supersede, reverted: supersede, superseded: keep }],
  ])('it stands as %s', (stands, corrections) => {
    for (const [state, correction] of Object.entries(corrections))
      expect([state, decideCorrection(ended(state as EndedState, stands))]).toEqual([state, correction])
  })

  test('another window than the one that was judged is judged anew', () => {
    const states: EndedState[] = ['verified', 'inconclusive', 'failed']
    for (const state of states) expect(decideCorrection(ended(state, 'watched', { isSameWindow: false }))).toEqual(follow)
  })

  test('nothing is opened beside an open attempt, and nothing that a person unlinked', () => {
    expect(decideCorrection(ended('verified', 'awaiting_deploy', { isOtherOpen: true }))).toEqual(keep)
    expect(decideCorrection(ended('superseded', 'awaiting_deploy', { isLinked: false }))).toEqual(keep)
  })

  test('a window that ended before the next fix landed is judged beside that one', () => {
    const facts = { isOtherOpen: true, hasSuccessor: true }
    expect(decideCorrection(ended('superseded', 'watched', facts))).toEqual(follow)
    expect(decideCorrection(ended('failed', 'watched', facts))).toEqual(watch)
    expect(decideCorrection(ended('verified', 'watched', { ...facts, isSameWindow: false }))).toEqual(follow)
  })
})

describe('a verified fix whose window stands', () => {
  const facts: VerifiedFacts = {
    source: 'sentry',
    channels: ['event_hooks'],
    alertGap: null,
    unreadable: 0,
    unknown: [],
    endsAt: '2026-03-04T10:00:00.000Z',
    now: '2026-03-04T11:00:00.000Z',
  }
  const unknown = { sha: 'abc1234def', deployedAt: '2026-03-03T10:00:00.000Z', isAsked: true }

  test.each<[string, Partial<VerifiedFacts>, ReturnType<typeof doubtVerified>['action']]>([
    ['nothing new', {}, 'keep'],
    ['an alert rule that was blind', { alertGap: 'blind' }, 'doubt'],
    ['a notification that was cut', { alertGap: 'cut' }, 'doubt'],
    ['a rule that was deleted', { alertGap: 'unwatched' }, 'doubt'],
    ['a delivery that could not be read', { unreadable: 1 }, 'doubt'],
    ['the same, where Sentry was asked as well', { unreadable: 1, channels: ['event_hooks', 'api'] }, 'keep'],
    ['a deployment that nobody knows', { unknown: [unknown] }, 'doubt'],
    ['one that nobody was asked about', { unknown: [{ ...unknown, isAsked: false }] }, 'ask'],
    ['one after the window', { unknown: [{ ...unknown, deployedAt: '2026-03-04T10:30:00.000Z' }] }, 'keep'],
    ['a window that is still open', { alertGap: 'cut', now: '2026-03-04T09:00:00.000Z' }, 'keep'],
  ])('%s', (_, told, action) => expect(doubtVerified({ ...facts, ...told }).action).toBe(action))

  test('the doubt says what could not be seen', () => {
    expect(doubtVerified({ ...facts, unknown: [unknown] })).toEqual({
      action: 'doubt',
      sentence: 'Whether abc1234, deployed 2026-03-03 10:00 UTC, contains the fix is not known.',
      connect: [],
    })
    expect(doubtVerified({ ...facts, source: 'loki', alertGap: 'blind' })).toMatchObject({
      sentence: 'Grafana could not evaluate the alert rule during the window: mend its data source.',
    })
    expect(doubtVerified({ ...facts, unreadable: 2 })).toMatchObject({
      sentence: '2 deliveries could not be read; look at them in Deliveries.',
    })
  })
})
