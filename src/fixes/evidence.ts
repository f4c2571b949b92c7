// What an attempt's verdict rests on, kept with it. Facts that were asked for outside are remembered here, so that they are asked once.
import { z } from 'zod'

const containmentSchema = z.object({
  contains: z.enum(['yes', 'no', 'unknown']),
  how: z.string(),
  asked_at: z.string(),
})

const lookUpSchema = z.object({
  release: z.string().nullable(),
  environment: z.string().nullable(),
  releaseCreatedAt: z.string().nullable(),
})

const recurrenceSchema = z.object({
  occurrence_id: z.string(),
  occurred_at: z.string(),
  release: z.string().nullable(),
  environment: z.string().nullable(),
  phase: z.string(),
  code: z.string(),
  sentence: z.string(),
})

const evidenceSchema = z.object({
  /** What was found out about deployed commits, by commit. */
  containment: z.record(z.string(), containmentSchema).default({}),
  /** Deployed commits that are proven to contain the merge, by pushes: proven once is proven. */
  contained: z.array(z.string()).default([]),
  /** How often the deployment that contained it was taken back. */
  rollbacks: z.number().default(0),
  /** What the error tracker said about occurrences, by their ids; all null when it did not know. */
  look_ups: z.record(z.string(), lookUpSchema).default({}),
  /** The error was, or is to be, resolved in Sentry for this window; `resolved_at` is null while Sentry has not said yes. */
  resolution: z.object({ asked_at: z.string(), resolved_at: z.string().nullable() }).nullable().default(null),
  /** When the last verdict was taken back by what was told after it; null while none was. */
  taken_back_at: z.string().nullable().default(null),
  /** When the merge was taken back after the window had been judged: that changes no verdict. */
  reverted_later: z.string().nullable().default(null),
  /** Where the error's code runs, as its reporter calls it; known since the window began. */
  platform: z.string().nullable().default(null),
  /** Occurrences that count against the fix, as far as they were needed for the verdict. */
  recurrences: z.array(recurrenceSchema).default([]),
  /** Occurrences after the deployment that do not count, and why; the newest ones. */
  dismissed: z.array(recurrenceSchema).default([]),
  /** The verdict's own record: channels, numbers, sentences. */
  verdict: z.record(z.string(), z.unknown()).nullable().default(null),
})

export type AttemptEvidence = z.output<typeof evidenceSchema>

/** As stored, with what is missing filled in. */
export function readEvidence(stored: unknown): AttemptEvidence {
  return evidenceSchema.parse(stored)
}
