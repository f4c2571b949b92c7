// What was decided and done, as it is stored with a delivery or a replay, for people.
import { z } from 'zod'
import type { Effect } from '../fixes/applied.ts'

const decisionSchema = z.object({ result: z.string(), reason: z.string(), detail: z.string() }).nullable()
const effectSchema = z.object({ type: z.string() }).catchall(z.union([z.string(), z.number(), z.boolean(), z.null()]))
const effectsSchema = z.array(effectSchema).nullable()

export type StoredDecision = z.output<typeof decisionSchema>

export interface Outcome {
  decision: StoredDecision
  effects: Effect[]
}

export function outcomeOf(stored: { decision: unknown; effects: unknown }): Outcome {
  return { decision: decisionSchema.parse(stored.decision), effects: effectsSchema.parse(stored.effects) ?? [] }
}
