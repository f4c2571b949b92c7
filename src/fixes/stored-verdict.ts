// What an attempt's evidence says of its verdict, read back with care: older versions of Dispatch kept less.
import { z } from 'zod'
import type { Evidence } from './domain/evidence.ts'
import { readEvidence } from './evidence.ts'
import type { FixProof } from './schemas.ts'

const number = z.number().nullable().catch(null)
const rate = z.object({ perDay: z.number(), low: z.number(), high: number }).nullable().catch(null)
const ratio = z.object({ estimate: z.number(), low: z.number(), high: number }).nullable().catch(null)
const texts = z.array(z.string()).catch([])

const storedSchema = z.object({
  channels: texts,
  connect: texts,
  hasTraffic: z.boolean().nullable().catch(null),
  strength: z.enum(['strong', 'weak', 'none']).nullable().catch(null),
  early: z
    .object({ maxError: z.number(), ratio: z.number(), atLeastPerDay: z.number(), secondsNeeded: z.number() })
    .nullable()
    .catch(null),
  eventsBefore: number,
  eventsAfter: number,
  secondsBefore: number,
  secondsAfter: number,
  rateBefore: rate,
  rateAfter: rate,
  ratio,
  expectedEvents: number,
  confidence: number,
  sureness: number,
})

/** Null while there is no verdict that was measured. */
export function storedProof(evidence: unknown): FixProof | null {
  const { verdict } = readEvidence(evidence)
  return verdict && 'eventsAfter' in verdict ? view(storedSchema.parse(verdict)) : null
}

/** The same of evidence that was gathered just now. */
export function proofOf(evidence: Evidence): FixProof {
  return view(storedSchema.parse(evidence))
}

function view(stored: z.output<typeof storedSchema>): FixProof {
  const { early, rateBefore, rateAfter } = stored
  return {
    channels: stored.channels,
    connect: stored.connect,
    has_traffic: stored.hasTraffic,
    strength: stored.strength,
    early: early && {
      max_error: early.maxError,
      ratio: early.ratio,
      at_least_per_day: early.atLeastPerDay,
      seconds_needed: early.secondsNeeded,
    },
    events_before: stored.eventsBefore,
    events_after: stored.eventsAfter,
    seconds_before: stored.secondsBefore,
    seconds_after: stored.secondsAfter,
    rate_before: rateBefore && { per_day: rateBefore.perDay, low: rateBefore.low, high: rateBefore.high },
    rate_after: rateAfter && { per_day: rateAfter.perDay, low: rateAfter.low, high: rateAfter.high },
    ratio: stored.ratio,
    expected_events: stored.expectedEvents,
    confidence: stored.confidence,
    sureness: stored.sureness,
  }
}
