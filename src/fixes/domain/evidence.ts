// What a verdict rests on: the channels, the counts, the rates with their intervals, and how sure all of it makes us.
import { type Channel, type ChannelFacts, openChannels, recurrencesByApi } from './channels.ts'
import {
  confidenceOf,
  type Exposure,
  expectedEvents,
  type RateRatio,
  rateInterval,
  rateOf,
  rateRatio,
  surenessOf,
} from './confidence.ts'
import type { EarlyRule } from './early-rule.ts'
import { describeEvidence, hours } from './evidence-text.ts'

export interface CountedOccurrence {
  occurredAt: string
  release: string | null
  environment: string | null
  /** The code of the decision that counted it. */
  reason: string
}

/** Events a day, with their exact 95 % interval. */
export interface DailyRate {
  perDay: number
  low: number
  high: number
}

/** What the numbers say, whoever could have told of more. */
export interface Statistics {
  eventsBefore: number | null
  eventsAfter: number
  /** How long the events were counted before the deployment, and in the window so far. */
  secondsBefore: number | null
  secondsAfter: number
  rateBefore: DailyRate | null
  rateAfter: DailyRate
  /** The rate after over the rate before, with its exact 95 % interval. */
  ratio: RateRatio | null
  expectedEvents: number | null
  /** As if the rate before were known: 1 − e^(−expected) for a silent window. */
  confidence: number | null
  /** That the error became rarer, by the exact test of both counts. */
  sureness: number | null
}

export interface Evidence extends Statistics {
  channels: Channel[]
  hasTraffic: boolean
  deliveriesSinceDeploy: number
  projectEvents: number | null
  /** None where nobody could have told of a recurrence. */
  strength: 'strong' | 'weak' | 'none'
  /** The rule by which it was judged before the end of its window; null for all others. */
  early: EarlyRule | null
  /** At most ten, oldest first. */
  recurrences: CountedOccurrence[]
  /** When the last of all came; null where none did, or nobody knows when. */
  recurredAt: string | null
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

/** A fix is called surely verified from this sureness on. */
export const STRONG = 0.95
const SECONDS_A_DAY = 86_400

/** So many recurrences are kept with a verdict. */
export const mostRecurrencesKept = 10

/** The evidence about the window as far as it has passed at `now`. */
export function gatherEvidence(facts: EvidenceFacts, now: string): Evidence {
  const seconds = Math.max(0, (Date.parse(now < facts.endsAt ? now : facts.endsAt) - Date.parse(facts.startsAt)) / 1_000)
  const recurrences = distinct(facts.recurrences)
  const eventsAfter = Math.max(recurrences.length, recurrencesByApi(facts.channels.api, facts.startsAt))
  const statistics = statisticsOf(facts.before, { events: eventsAfter, seconds })
  const projectEvents = facts.channels.api?.projectEvents ?? null
  const evidence = {
    ...statistics,
    channels: openChannels(facts.channels, facts),
    hasTraffic: (projectEvents ?? 0) > 0 || facts.deliveriesSinceDeploy > 0,
    deliveriesSinceDeploy: facts.deliveriesSinceDeploy,
    projectEvents,
    strength: (statistics.sureness ?? 0) >= STRONG ? ('strong' as const) : ('weak' as const),
    early: null,
    recurrences: recurrences.slice(0, mostRecurrencesKept),
    recurredAt: recurrences.at(-1)?.occurredAt ?? null,
    connect: [],
  }
  return { ...evidence, sentence: describeEvidence({ ...evidence, span: hours(seconds) }) }
}

/** The numbers about two spans of time: before the deployment, as far as it is known, and since the window began. */
export function statisticsOf(before: Exposure | null, after: Exposure): Statistics {
  const expected = before && expectedEvents(before, after.seconds)
  return {
    eventsBefore: before?.events ?? null,
    eventsAfter: after.events,
    secondsBefore: before?.seconds ?? null,
    secondsAfter: after.seconds,
    rateBefore: before && daily(before),
    rateAfter: daily({ events: after.events, seconds: Math.max(1, after.seconds) }),
    ratio: before && rateRatio(before, after),
    expectedEvents: expected,
    confidence: expected === null ? null : confidenceOf(expected, after.events),
    sureness: before && surenessOf(before, after),
  }
}

// One event may be told by two hooks: by its issue and by itself, with the same time.
function distinct(recurrences: readonly CountedOccurrence[]): CountedOccurrence[] {
  const byTime = new Map(recurrences.toReversed().map((occurrence) => [occurrence.occurredAt, occurrence]))
  return [...byTime.values()].sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : 1))
}

function daily(exposure: Exposure): DailyRate {
  const { low, high } = rateInterval(exposure)
  return { perDay: rateOf(exposure) * SECONDS_A_DAY, low: low * SECONDS_A_DAY, high: high * SECONDS_A_DAY }
}
