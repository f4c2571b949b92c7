// How far the branch of a run got on its way out, as it is kept with the run.
import { z } from 'zod'

const actor = z.object({ type: z.string(), id: z.string(), name: z.string() })

const schema = z.object({
  /** What a person has to see first. */
  findings: z.array(z.object({ rule: z.string(), path: z.string().nullable(), detail: z.string() })).default([]),
  /** Why it is held, in a sentence. */
  held_because: z.string().nullable().default(null),
  /** A person's word for this very commit. */
  approved: z.object({ head_sha: z.string(), by: actor, at: z.string() }).nullable().default(null),
  discarded: z.object({ by: actor, at: z.string() }).nullable().default(null),
  pushed: z.object({ branch: z.string(), head_sha: z.string(), at: z.string() }).nullable().default(null),
  pull: z.object({ number: z.number(), url: z.string(), adopted: z.boolean() }).nullable().default(null),
})
export type PushDetail = z.output<typeof schema>

/** From jsonb; an empty detail for a run that has none yet. */
export function readPushDetail(stored: unknown): PushDetail {
  return schema.parse(stored ?? {})
}
