import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ApiAnswer, ChannelFacts } from './channels.ts'
import { decideVerdict, defaultVerdictPolicy, type VerdictFacts } from './verdict.ts'

const at = (day: number, time = '10:00') => `2026-03-${String(day).padStart(2, '0')}T${time}:00.000Z`
const end = at(4)
const silent: ChannelFacts = { eventHooks: null, api: null, resolvedAtDeploy: null, alertRule: null, unreadable: 0, cutOff: null }
const hooks = { kind: 'error' as const, seenAt: at(1) }
const answer = (change: Partial<ApiAnswer> = {}): ApiAnswer => ({
  askedAt: end,
  lastSeen: at(1),
  events: 0,
  isTruncated: false,
  cleared: 0,
  projectEvents: 320,
  ...change,
})
const again = (time: string) => ({ occurredAt: time, release: 'shop@4.11.0', environment: 'production', reason: 'fixed_release' })

function facts(
  change: Partial<Omit<VerdictFacts, 'channels' | 'policy'>> & {
    channels?: Partial<ChannelFacts>
    policy?: Partial<VerdictFacts['policy']>
  } = {},
): VerdictFacts {
  return {
    source: 'sentry',
    deployedAt: at(2),
    startsAt: at(2, '10:10'),
    endsAt: end,
    recurrences: [],
    pendingLookUps: 0,
    unattributed: 0,
    undecidedDeliveries: 0,
    deliveriesSinceDeploy: 3,
    before: { events: 240, seconds: 10 * 86_400 },
    ...change,
    channels: { ...silent, eventHooks: hooks, ...change.channels },
    policy: { ...defaultVerdictPolicy, ...change.policy },
  }
}
const told = (change: Parameters<typeof facts>[0] = {}, now = end) => {
  const decision = decideVerdict(facts(change), now)
  return `${decision.action === 'conclude' ? decision.verdict : 'keep_watching'} ${decision.reason.code}`
}
const evidence = (change: Parameters<typeof facts>[0] = {}, now = end) => {
  const decision = decideVerdict(facts(change), now)
  if (decision.action !== 'conclude') throw new Error(decision.reason.code)
  return decision.evidence
}

test('while the window is open and nothing happened, it is watched', () => {
  expect(decideVerdict(facts(), at(3))).toMatchObject({
    action: 'keep_watching',
    until: end,
    extendsWindow: false,
    reason: { code: 'window_open' },
  })
})

test('silence on a channel that would have spoken verifies the fix', () => {
  expect(told()).toBe('verified no_recurrence')
  expect(evidence()).toMatchObject({
    channels: ['event_hooks'],
    hasTraffic: true,
    eventsBefore: 240,
    eventsAfter: 0,
    strength: 'strong',
    sentence: 'No recurrence in 48 hours, where about 48 were to be expected: over 99.9 % sure.',
    connect: [],
  })
})

describe('a recurrence fails the fix at once', () => {
  test('in mid window', () => expect(told({ recurrences: [again(at(3))] }, at(3, '10:01'))).toBe('failed recurred'))
  test('with its place and time', () => {
    expect(evidence({ recurrences: [again(at(3))] }).sentence).toBe(
      'It happened again at 2026-03-03 10:00 UTC in shop@4.11.0 on production.',
    )
  })
  test('without any channel: it was seen, after all', () => {
    expect(told({ recurrences: [again(at(3))], channels: { eventHooks: null }, deliveriesSinceDeploy: 0 })).toBe(
      'failed recurred',
    )
  })
  test("when Sentry's API counted it", () => expect(told({ channels: { api: answer({ events: 2 }) } })).toBe('failed recurred'))
  test("when Sentry's API saw it and counted nothing", () => {
    expect(told({ channels: { api: answer({ events: null, lastSeen: at(3) }) } })).toBe('failed recurred')
  })
  test('not when all that the API counted was cleared', () => {
    expect(told({ channels: { api: answer({ events: 2, cleared: 2, lastSeen: at(3) }) } })).toBe('verified no_recurrence')
  })
  test('not when the API saw it last before the window began', () => {
    expect(told({ channels: { api: answer({ events: null, lastSeen: at(2, '10:09') }) } })).toBe('verified no_recurrence')
  })
})

describe('where stragglers are allowed', () => {
  const policy = { recurrencesToFail: 2 }
  test('one does not fail it', () => {
    expect(told({ policy, recurrences: [again(at(3))] })).toBe('verified no_recurrence')
    expect(evidence({ policy, recurrences: [again(at(3))] }).sentence).toBe(
      'It happened once in 48 hours after the deployment, fewer than fail a fix.',
    )
  })
  test('two do', () => expect(told({ policy, recurrences: [again(at(3)), again(at(3, '11:00'))] })).toBe('failed recurred'))
  test('one event that two hooks told is one', () =>
    expect(told({ policy, recurrences: [again(at(3)), again(at(3))] })).toBe('verified no_recurrence'))
})

describe('without a channel it is inconclusive and says what to connect', () => {
  test('none at all', () => {
    expect(told({ channels: { eventHooks: null } })).toBe('inconclusive no_channel')
    expect(evidence({ channels: { eventHooks: null } }).connect.join(' ')).toContain('SENTRY_API_TOKEN')
  })
  test.each([
    ['an answer that left events unread', { api: answer({ events: 500, cleared: 500, isTruncated: true }) }],
    ['an answer from before the end of the window', { api: answer({ askedAt: at(3) }) }],
    ['resolved at the deployment, but nothing has arrived since', { resolvedAtDeploy: { at: at(2), pipeAliveAt: null } }],
    ['resolved, and the pipe last lived before', { resolvedAtDeploy: { at: at(2), pipeAliveAt: at(1) } }],
    ['resolved, but long after the window began', { resolvedAtDeploy: { at: at(2, '10:30'), pipeAliveAt: at(3) } }],
    ['an alert rule that resolved only after the window', { alertRule: { resolvedAt: at(5) } }],
    ['event hooks that came only after the window', { eventHooks: { kind: 'error' as const, seenAt: at(5) } }],
  ])('%s', (_, channels) => expect(told({ channels: { ...silent, ...channels } }, at(6))).toBe('inconclusive no_channel'))
})

test.each([
  ['removed' as const, 'The connection "Sentry" was removed: connect it again.'],
  ['uninstalled' as const, 'The integration behind the connection "Sentry" was uninstalled: install it again.'],
  ['no_secret' as const, 'Give the connection "Sentry" its secret: without one it accepts nothing.'],
])('a connection that was %s is named first', (why, sentence) => {
  const { connect } = evidence({ channels: { eventHooks: null, cutOff: { name: 'Sentry', why } } })
  expect(connect).toEqual([sentence, expect.stringContaining('SENTRY_API_TOKEN'), expect.any(String)])
})

describe('each channel alone is enough', () => {
  test.each([
    ['event_hooks', { eventHooks: { kind: 'event_alert' as const, seenAt: at(1) } }],
    ['api', { api: answer() }],
    ['resolved_at_deploy', { resolvedAtDeploy: { at: at(2), pipeAliveAt: at(3) } }],
    ['alert_rule', { alertRule: { resolvedAt: at(3) } }],
  ])('%s', (channel, channels) => {
    expect(told({ channels: { ...silent, ...channels } })).toBe('verified no_recurrence')
    expect(evidence({ channels: { ...silent, ...channels } }).channels).toEqual([channel])
  })
})

describe('without traffic it is inconclusive', () => {
  test('no delivery, no answer', () => expect(told({ deliveriesSinceDeploy: 0 })).toBe('inconclusive no_traffic'))
  test('an answer that counts nothing', () => {
    expect(told({ deliveriesSinceDeploy: 0, channels: { api: answer({ projectEvents: 0 }) } })).toBe('inconclusive no_traffic')
  })
  test('an answer that counts events is traffic', () => {
    expect(told({ deliveriesSinceDeploy: 0, channels: { api: answer({ projectEvents: 1 }) } })).toBe('verified no_recurrence')
  })
})

describe('an occurrence that is being looked up', () => {
  test('holds the verdict for five minutes', () => {
    expect(decideVerdict(facts({ pendingLookUps: 1 }), end)).toMatchObject({
      action: 'keep_watching',
      until: at(4, '10:05'),
      extendsWindow: false,
    })
  })
  test('and counts as a recurrence when nobody has cleared it by then', () => {
    expect(told({ pendingLookUps: 1 }, at(4, '10:05'))).toBe('failed recurred')
    expect(told({ pendingLookUps: 1, policy: { recurrencesToFail: 2 } }, at(4, '10:05'))).toBe('verified no_recurrence')
    expect(told({ pendingLookUps: 2, policy: { recurrencesToFail: 2 } }, at(4, '10:05'))).toBe('failed recurred')
  })
})

describe('deliveries that nobody has read', () => {
  test('hold the judgement, and say so', () => {
    expect(decideVerdict(facts({ undecidedDeliveries: 2 }), at(5))).toMatchObject({
      action: 'keep_watching',
      until: at(16),
      extendsWindow: false,
      reason: {
        code: 'undecided_deliveries',
        sentence: 'Deliveries that came since the deployment are still to be read.',
      },
    })
  })
  test('do not keep a fix from failing', () =>
    expect(told({ undecidedDeliveries: 1, recurrences: [again(at(3))] })).toBe('failed recurred'))
  test('count as unreadable two weeks after the deployment, or a day after a longer window', () => {
    expect(told({ undecidedDeliveries: 1 }, at(16))).toBe('inconclusive unread_deliveries')
    expect(told({ undecidedDeliveries: 1, endsAt: at(20) }, at(20, '23:59'))).toBe('keep_watching undecided_deliveries')
    expect(told({ undecidedDeliveries: 1, endsAt: at(20) }, at(21))).toBe('inconclusive unread_deliveries')
  })
  test('and that nobody can read may have told of it: only an answer verifies', () => {
    const heard = { alertRule: { resolvedAt: at(3) }, resolvedAtDeploy: { at: at(2), pipeAliveAt: at(3) } }
    expect(told({ channels: { ...heard, unreadable: 2 } })).toBe('inconclusive unread_deliveries')
    expect(evidence({ channels: { ...heard, unreadable: 2 } })).toMatchObject({
      channels: [],
      sureness: null,
      connect: ['2 deliveries could not be read; look at them in Deliveries.', expect.any(String), expect.any(String)],
    })
    expect(told({ channels: { api: answer(), unreadable: 2 } })).toBe('verified no_recurrence')
    expect(evidence({ channels: { api: answer(), unreadable: 2 } }).channels).toEqual(['api'])
  })
  test('are said where no channel is open anyway', () => {
    const deaf = { channels: { eventHooks: null, unreadable: 1 } }
    expect(told(deaf)).toBe('inconclusive no_channel')
    expect(evidence(deaf).connect[0]).toBe('One delivery could not be read; look at it in Deliveries.')
  })
})

describe('weak evidence', () => {
  const rare = { events: 2, seconds: 10 * 86_400 } // 0.2 a day
  test('is said in words', () => {
    expect(evidence({ before: rare })).toMatchObject({
      strength: 'weak',
      sentence: 'No recurrence seen in 48 hours; weak evidence, since only 0.4 were to be expected (30 % sure).',
    })
  })
  test('of an error whose rate nobody knows is said, too', () => {
    expect(evidence({ before: null })).toMatchObject({
      expectedEvents: null,
      confidence: null,
      strength: 'weak',
      rateBefore: null,
    })
  })
  test('extends the window as long as the workspace asks for', () => {
    const decision = decideVerdict(facts({ before: rare, policy: { minConfidence: 0.5 } }), end)
    expect(decision).toMatchObject({ action: 'keep_watching', extendsWindow: true, reason: { code: 'weak_evidence' } })
    expect(decision.action === 'keep_watching' && decision.until.slice(0, 13)).toBe('2026-03-06T13') // (√2 − 1) × 10 days
  })
  test('does so even if the sweep comes late, since only the window counts', () => {
    expect(told({ before: rare, policy: { minConfidence: 0.5 } }, at(20))).toBe('keep_watching weak_evidence')
  })
  test('at most to two weeks after the deployment, then it is inconclusive', () => {
    const asking = { before: rare, policy: { minConfidence: 0.99 } }
    expect(decideVerdict(facts(asking), end)).toMatchObject({ until: at(16) })
    expect(told({ ...asking, endsAt: at(16) }, at(16))).toBe('inconclusive weak_evidence')
  })
  test('becomes enough when the window was long enough', () => {
    expect(told({ before: rare, policy: { minConfidence: 0.5 }, endsAt: at(6, '14:00') }, at(6, '14:00'))).toBe(
      'verified no_recurrence',
    )
  })
})

test('the rates are told a day, each with its exact interval, and so is their ratio', () => {
  const { rateBefore, rateAfter, ratio, secondsBefore, secondsAfter } = evidence()
  // SciPy 1.17.1: gamma.ppf(0.025, 240) / 10, gamma.ppf(0.975, 241) / 10, gamma.ppf(0.975, 1) over 47 h 50 min.
  expect(rateBefore?.perDay).toBeCloseTo(24, 9)
  expect(rateBefore?.low).toBeCloseTo(21.059433, 5)
  expect(rateBefore?.high).toBeCloseTo(27.236263, 5)
  expect(rateAfter).toMatchObject({ perDay: 0, low: 0 })
  expect(rateAfter.high).toBeCloseTo(1.850866, 5)
  expect(ratio).toMatchObject({ estimate: 0, low: 0 })
  expect(ratio?.high).toBeCloseTo(0.0777152, 6)
  expect([secondsBefore, secondsAfter]).toEqual([10 * 86_400, 47 * 3_600 + 50 * 60])
})

describe('client code, of which old versions go on', () => {
  test('that fails in a release that nobody can place proves nothing', () => {
    expect(told({ unattributed: 1 })).toBe('inconclusive release_unknown')
    expect(evidence({ unattributed: 2 })).toMatchObject({ connect: ['Let the application send its release with each event.'] })
  })
  test('may do so as often as the workspace allows', () =>
    expect(told({ unattributed: 1, policy: { recurrencesToFail: 2 } })).toBe('verified no_recurrence'))
})

test('of many recurrences ten are kept, the oldest', () => {
  const recurrences = Array.from({ length: 30 }, (_, n) => again(at(3, `11:${10 + n}`))).toReversed()
  expect(evidence({ recurrences })).toMatchObject({ eventsAfter: 30 })
  expect(evidence({ recurrences }).recurrences.map(({ occurredAt }) => occurredAt)).toEqual(
    recurrences
      .slice(-10)
      .toReversed()
      .map(({ occurredAt }) => occurredAt),
  )
})

const anyTime = fc.integer({ min: 1, max: 20 }).map((day) => at(day))
const anyFacts = fc
  .record({
    recurrences: fc.array(anyTime.map(again), { maxLength: 3 }),
    pendingLookUps: fc.nat(2),
    undecidedDeliveries: fc.nat(1),
    deliveriesSinceDeploy: fc.nat(2),
    before: fc.option(fc.record({ events: fc.nat(1_000), seconds: fc.integer({ min: 3_600, max: 1e7 }) })),
    endsAt: fc.constantFrom(at(4), at(9), at(16)),
    channels: fc.record({
      eventHooks: fc.option(anyTime.map((seenAt) => ({ kind: 'error' as const, seenAt }))),
      api: fc.option(
        fc.record({
          askedAt: anyTime,
          lastSeen: fc.option(anyTime),
          events: fc.option(fc.nat(2)),
          isTruncated: fc.boolean(),
          cleared: fc.nat(2),
          projectEvents: fc.option(fc.nat(2)),
        }),
      ),
      resolvedAtDeploy: fc.option(fc.record({ at: anyTime, pipeAliveAt: fc.option(anyTime) })),
      alertRule: fc.option(anyTime.map((resolvedAt) => ({ resolvedAt }))),
      unreadable: fc.nat(1),
    }),
    policy: fc.record({ recurrencesToFail: fc.integer({ min: 1, max: 3 }), minConfidence: fc.constantFrom(0, 0.5, 0.95, 1) }),
  })
  .map((change) => facts(change))

test('a fix is never verified early, unseen, unread, untravelled, or too weakly', () => {
  fc.assert(
    fc.property(anyFacts, anyTime, (some, now) => {
      const decision = decideVerdict(some, now)
      expect(decision.reason.sentence).not.toBe('')
      if (decision.action !== 'conclude' || decision.verdict !== 'verified') return
      expect(now >= some.endsAt).toBe(true)
      expect(decision.evidence.channels.length).toBeGreaterThan(0)
      expect(decision.evidence.hasTraffic).toBe(true)
      if (some.undecidedDeliveries + some.channels.unreadable > 0) expect(decision.evidence.channels).toEqual(['api'])
      expect(decision.evidence.sureness ?? 0).toBeGreaterThanOrEqual(some.policy.minConfidence)
      expect(decision.evidence.eventsAfter).toBeLessThan(some.policy.recurrencesToFail)
    }),
    { numRuns: 2_000 },
  )
})

test('watching always ends', () => {
  fc.assert(
    fc.property(anyFacts, (some) => {
      let watched = some
      let now = some.endsAt
      for (let step = 0; step < 10; step++) {
        const decision = decideVerdict(watched, now)
        if (decision.action === 'conclude') return
        if (decision.until > now) now = decision.until
        if (decision.extendsWindow) watched = { ...watched, endsAt: decision.until }
      }
      expect.unreachable('it watches for ever')
    }),
    { numRuns: 1_000 },
  )
})
