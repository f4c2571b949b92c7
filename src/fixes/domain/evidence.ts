// What a verdict rests on: the channels, the counts, the rates with their intervals, and how sure all of it makes us.
import { type Channel, type ChannelFacts, openChannels, recurrencesByApi } from './channels.ts'
import { confidenceOf, type Exposure, expectedEvents, rateInterval } from './confidence.ts'
import { describeEvidence, hours } from './evidence-text.ts'

export interface CountedOccurrence {
  occurredAt: string
  release: string | null
  environment: string | null
  /** The code of the decision that counted it. */
  reason: string
}

export interface Evidence {
  channels: Channel[]
  hasTraffic: boolean
  deliveriesSinceDeploy: number
  projectEvents: number | null
  eventsBefore: number | null
  eventsAfter: number
  /** Events a day, with their 95 % intervals. */
  rateBefore: { perDay: number; low: number; high: number } | null
  rateAfter: { perDay: number; low: number; high: number }
  expectedEvents: number | null
  confidence: number | null
  /** None where nobody could have told of a recurrence. */
  strength: 'strong' | 'weak' | 'none'
  /** At most ten, oldest first. */
  recurrences: CountedOccurrence[]
  /** All of it in words. */
  sentence: string
  /** What to connect for a surer verdict; empty unless something is missing. */
  connect: string[]
}

export interface EvidenceFacts {
  startsAt: string
  endsAt: string
  recurrences: readonly CountedOccurrence[]
  channels: ChannelFacts
  deliveriesSinceDeploy: number
  before: Exposure | null
}

/** A fix is called surely verified from this confidence on. */
const STRONG = 0.95
const SECONDS_A_DAY = 86_400

/** The evidence about the window as far as it has passed at `now`. */
export function gatherEvidence(facts: EvidenceFacts, now: string): Evidence {
  const seconds = Math.max(0, (Date.parse(now < facts.endsAt ? now : facts.endsAt) - Date.parse(facts.startsAt)) / 1_000)
  const recurrences = distinct(facts.recurrences)
  const eventsAfter = Math.max(recurrences.length, recurrencesByApi(facts.channels.api, facts.startsAt))
  const expected = facts.before && expectedEvents(facts.before, seconds)
  const confidence = expected === null ? null : confidenceOf(expected)
  const projectEvents = facts.channels.api?.projectEvents ?? null
  const evidence = {
    channels: openChannels(facts.channels, facts),
    hasTraffic: (projectEvents ?? 0) > 0 || facts.deliveriesSinceDeploy > 0,
    deliveriesSinceDeploy: facts.deliveriesSinceDeploy,
    projectEvents,
    eventsBefore: facts.before?.events ?? null,
    eventsAfter,
    rateBefore: facts.before && daily(facts.before),
    rateAfter: daily({ events: eventsAfter, seconds: Math.max(1, seconds) }),
    expectedEvents: expected,
    confidence,
    strength: confidence !== null && confidence >= STRONG ? ('strong' as const) : ('weak' as const),
    recurrences: recurrences.slice(0, 10),
    connect: [],
  }
  return { ...evidence, sentence: describeEvidence({ ...evidence, span: hours(seconds) }) }
}

// One event may be told by two hooks: by its issue and by itself, with the same time.
function distinct(recurrences: readonly CountedOccurrence[]): CountedOccurrence[] {
  const byTime = new Map(recurrences.toReversed().map((occurrence) => [occurrence.occurredAt, occurrence]))
  return [...byTime.values()].sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : 1))
}

function daily(exposure: Exposure): { perDay: number; low: number; high: number } {
  const { low, high } = rateInterval(exposure)
  return { perDay: (exposure.events / exposure.seconds) * SECONDS_A_DAY, low: low * SECONDS_A_DAY, high: high * SECONDS_A_DAY }
}
