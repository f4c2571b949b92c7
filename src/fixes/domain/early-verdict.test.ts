import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EARLY_ERROR, EARLY_MIN_SECONDS, earlyRule } from './early-rule.ts'
import { decideEarlyVerdict, type EarlyFacts } from './early-verdict.ts'
import { defaultVerdictPolicy } from './verdict.ts'

const day = 86_400
const startsAt = '2026-03-02T10:10:00.000Z'
const endsAt = '2026-03-04T10:00:00.000Z'
const after = (seconds: number) => new Date(Date.parse(startsAt) + seconds * 1_000).toISOString()
const loud = { events: 24_000, seconds: 10 * day } // 100 an hour

function facts(change: Partial<EarlyFacts> = {}): EarlyFacts {
  return {
    source: 'sentry',
    deployedAt: '2026-03-02T10:00:00.000Z',
    startsAt,
    endsAt,
    recurrences: [],
    pendingLookUps: 0,
    unattributed: 0,
    undecidedDeliveries: 0,
    channels: {
      eventHooks: { kind: 'error', seenAt: '2026-03-01T10:00:00.000Z' },
      api: null,
      resolvedAtDeploy: null,
      alertRule: null,
      unreadable: 0,
      cutOff: null,
    },
    deliveriesSinceDeploy: 3,
    before: loud,
    policy: defaultVerdictPolicy,
    isHeardLive: true,
    ...change,
  }
}

const told = (change: Partial<EarlyFacts>, seconds: number) => {
  const decision = decideEarlyVerdict(facts(change), after(seconds))
  return decision.action === 'conclude' ? decision.verdict : decision.until
}
const again = (seconds: number) => ({ occurredAt: after(seconds), release: null, environment: null, reason: 'fixed_release' })

test('a loud error is verified after an hour, not before, and the evidence says by which rule', () => {
  expect(told({}, EARLY_MIN_SECONDS - 1)).toBe(after(EARLY_MIN_SECONDS + 299))
  const decision = decideEarlyVerdict(facts(), after(EARLY_MIN_SECONDS))
  expect(decision).toMatchObject({
    action: 'conclude',
    verdict: 'verified',
    reason: { code: 'early_no_recurrence' },
    evidence: { early: { maxError: 0.01, secondsNeeded: EARLY_MIN_SECONDS }, expectedEvents: 100 },
  })
  expect(decision.reason.sentence).toContain('in at most 1 % of cases. Occurrences until 2026-03-04 10:00 UTC still fail it.')
})

test('a quieter one must be silent for longer: as long as its rate, taken low, makes the silence unlikely', () => {
  const before = { events: 241, seconds: 10 * day }
  // Of 240 events at least 201.97454 were to be expected (SciPy: gamma.ppf(0.005, 240)); ln 200 / 0.9 of them must have stayed away.
  expect(earlyRule(before, 0)?.secondsNeeded).toBeCloseTo((Math.log(200) / 0.9 / 201.97454) * 10 * day, 1)
  expect(told({ before }, 6 * 3_600)).not.toBe('verified')
  expect(told({ before }, 8 * 3_600)).toBe('verified')
})

test('a rare one never is', () => {
  expect(earlyRule({ events: 1, seconds: day }, 0)).toBeNull()
  expect(told({ before: { events: 4, seconds: 10 * day } }, 47 * 3_600)).not.toBe('verified')
  expect(told({ before: null }, 47 * 3_600)).not.toBe('verified')
})

describe('it waits for the end of its window', () => {
  test.each<[string, Partial<EarlyFacts>]>([
    ['where nothing is heard live', { isHeardLive: false }],
    [
      'where single events are not told',
      { channels: { ...facts().channels, eventHooks: null, alertRule: { resolvedAt: startsAt } } },
    ],
    ['while an occurrence is looked up', { pendingLookUps: 1 }],
    [
      'where the workspace wants to be surer',
      { before: { events: 241, seconds: 10 * day }, policy: { ...defaultVerdictPolicy, minConfidence: 1 } },
    ],
    ['once it has failed', { recurrences: [again(60)] }],
  ])('%s', (_, change) => expect(told(change, 20 * 3_600)).toBe(after(20 * 3_600 + 300)))
})

test('each straggler that does not fail it asks for more silence', () => {
  const policy = { ...defaultVerdictPolicy, recurrencesToFail: 3 }
  const needs = [0, 1, 2].map((events) => earlyRule({ events: 241, seconds: 10 * day }, events)?.secondsNeeded ?? 0)
  expect(needs[1]).toBeGreaterThan((needs[0] ?? 0) * 1.4)
  expect(needs[2]).toBeGreaterThan(needs[1] ?? 0)
  expect(told({ policy, recurrences: [again(60)] }, 3_600)).toBe('verified')
})

/** A generator of its own, so that the simulation is the same in each run (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * An error of a steady rate that no fix touched: what was counted before, then the window, looked at after every event and at its
 * end. Whether the rule would have verified it.
 */
function isWronglyVerified(
  next: () => number,
  { perHour, hoursBefore, toFail }: { perHour: number; hoursBefore: number; toFail: number },
): boolean {
  const pause = () => (-Math.log(1 - next()) / perHour) * 3_600
  const secondsBefore = hoursBefore * 3_600
  let events = 1
  for (let time = pause(); time <= secondsBefore; time += pause()) events += 1
  const before = { events, seconds: secondsBefore }
  const windowSeconds = 48 * 3_600
  let time = 0
  for (let seen = 0; seen < toFail; seen++) {
    const nextEvent = time + pause()
    const needed = earlyRule(before, seen)?.secondsNeeded ?? Number.POSITIVE_INFINITY
    if (needed <= Math.min(nextEvent, windowSeconds)) return true
    time = nextEvent
  }
  return false
}

describe('an error of unchanged rate is verified early in no more cases than are stated', () => {
  test.each([
    { perHour: 20, hoursBefore: 24, toFail: 1 },
    { perHour: 5, hoursBefore: 12, toFail: 1 },
    { perHour: 2, hoursBefore: 48, toFail: 3 },
    { perHour: 20, hoursBefore: 6, toFail: 8 },
  ])('$perHour an hour for $hoursBefore hours, $toFail recurrences to fail', (error) => {
    const next = random(20_260_302)
    const runs = 20_000
    let wrong = 0
    for (let run = 0; run < runs; run++) if (isWronglyVerified(next, error)) wrong += 1
    // Three standard errors of a share of 1 % among so many runs.
    expect(wrong / runs).toBeLessThanOrEqual(EARLY_ERROR + 3 * Math.sqrt((EARLY_ERROR * (1 - EARLY_ERROR)) / runs))
  })
})

test('whatever the facts, nothing is verified before an hour, unheard, or after a failure', () => {
  const some = fc.record({
    seconds: fc.integer({ min: 0, max: 48 * 3_600 }),
    events: fc.nat(100_000),
    recurrences: fc.array(fc.integer({ min: 1, max: 3_600 }), { maxLength: 3 }),
    pendingLookUps: fc.nat(1),
    isHeardLive: fc.boolean(),
    toFail: fc.integer({ min: 1, max: 3 }),
  })
  fc.assert(
    fc.property(some, ({ seconds, events, recurrences, pendingLookUps, isHeardLive, toFail }) => {
      const times = [...new Set(recurrences)]
      const now = after(seconds)
      const change = {
        before: { events, seconds: 10 * day },
        recurrences: times.map(again),
        pendingLookUps,
        isHeardLive,
        policy: { ...defaultVerdictPolicy, recurrencesToFail: toFail },
      }
      const decision = decideEarlyVerdict(facts(change), now)
      if (decision.action === 'keep_watching') {
        expect(decision.until > now).toBe(true)
        return
      }
      expect(decision.verdict).toBe('verified')
      expect(seconds >= EARLY_MIN_SECONDS && isHeardLive && pendingLookUps === 0 && times.length < toFail).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('what nobody has read, or can read, keeps it from being verified early', () => {
  expect(told({}, 2 * 3_600)).toBe('verified')
  expect(told({ undecidedDeliveries: 1 }, 2 * 3_600)).toBe(after(2 * 3_600 + 300))
  expect(told({ channels: { ...facts().channels, unreadable: 1 } }, 2 * 3_600)).toBe(after(2 * 3_600 + 300))
})
