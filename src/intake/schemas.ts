// Deliveries as the API speaks of them. Secrets in headers are hidden before they are stored.
import { z } from '@hono/zod-openapi'
import { lineText } from '../issues/schemas.ts'
import { pageOf, pageQuery, timeSchema } from '../platform/http/schemas.ts'

export const deliverySources = ['sentry', 'github', 'loki', 'signal'] as const
export const deliveryStates = ['received', 'processed', 'ignored', 'duplicate', 'failed', 'dead'] as const
const sourceSchema = z.enum(deliverySources)
const stateSchema = z.enum(deliveryStates)

export const decisionSchema = z.object({ result: z.string(), reason: z.string(), detail: z.string() })
export const effectSchema = z.looseObject({ type: z.string() })
export const issueRefSchema = z.object({ id: z.string(), identifier: z.string() })

export const deliverySchema = z
  .object({
    id: z.string(),
    source: sourceSchema,
    kind: z.string(),
    connection: z.object({ id: z.string(), name: z.string() }),
    state: stateSchema,
    decision: decisionSchema.nullable(),
    issue: issueRefSchema.nullable(),
    attempts: z.number().int(),
    error: z.string().nullable(),
    received_at: timeSchema,
    processed_at: timeSchema.nullable(),
  })
  .openapi('Delivery')
export type Delivery = z.infer<typeof deliverySchema>

const signalSchema = z.object({ id: z.string(), kind: z.string(), object: z.string(), occurred_at: timeSchema })

export const differenceSchema = z
  .object({
    decision_changed: z.boolean(),
    added: z.array(effectSchema),
    removed: z.array(effectSchema).openapi({ description: 'Done before and not now. Nothing is undone.' }),
    same: z.array(effectSchema),
  })
  .openapi('EffectDifference')

const outcomeSchema = z.object({ decision: decisionSchema.nullable(), effects: z.array(effectSchema) })

export const pastReplaySchema = z.object({
  id: z.string(),
  at: timeSchema,
  by: z.object({ type: z.string(), id: z.string(), name: z.string() }),
  batch_id: z.string().nullable(),
  state: z.enum(['done', 'failed']),
  problem: z.string().nullable(),
  before: outcomeSchema,
  after: outcomeSchema,
})

export const deliveryDetailSchema = deliverySchema
  .extend({
    delivery_key: z.string().openapi({ description: 'The vendor’s own id of the request, or the sha256 of its body.' }),
    headers: z.record(z.string(), z.string()).openapi({ description: 'Secrets and addresses of people are hidden.' }),
    body: z
      .string()
      .openapi({ description: 'JSON is indented. Secrets and personal data are hidden; a replay uses the bytes as they came.' }),
    body_format: z.enum(['json', 'form', 'text', 'binary']),
    body_bytes: z.number().int(),
    body_sha256: z.string(),
    body_truncated: z.boolean(),
    body_note: z.string().nullable(),
    duplicate_of: z.string().nullable().openapi({ description: 'The delivery that brought the same body before.' }),
    effects: z.array(effectSchema),
    signals: z.array(signalSchema).openapi({ description: 'What was kept of it to fold states from. At most 200.' }),
    issues: z.array(issueRefSchema.extend({ title: z.string() })).openapi({ description: 'All that it concerned.' }),
    replays: z.array(pastReplaySchema).openapi({ description: 'The newest first, at most 20. Dry runs are not kept.' }),
    kept_until: timeSchema.nullable().openapi({ description: 'When it is forgotten; null while it is still tried.' }),
  })
  .openapi('DeliveryDetail')
export type DeliveryDetail = z.infer<typeof deliveryDetailSchema>

/** One value or several: any of them. None at all is no filter. */
function many<T extends z.ZodType>(item: T) {
  return z
    .union([item, z.array(item).max(50)])
    .transform((value) => (Array.isArray(value) ? value : [value]))
    .optional()
}

const word = lineText(200)
const time = z.iso
  .datetime({ offset: true })
  .refine((text) => new Date(text).getUTCFullYear() >= 1, 'is before all time')
  .optional()

const filters = {
  source: many(sourceSchema).openapi({ description: 'Which vendor. Repeat for more.' }),
  state: many(stateSchema).openapi({ description: '`dead`: given up; `failed`: tried again. Repeat for more.' }),
  connection: word.optional().openapi({ description: 'The id of a connection.' }),
  kind: many(word).openapi({ description: 'As the vendor calls it, e.g. `pull_request`. Repeat for more.' }),
  result: many(word).openapi({
    description: 'What was decided: `create`, `attach`, `reopen`, `escalate`, `record`, `ignore`, `unreadable`.',
  }),
  reason: many(word).openapi({ description: 'Why, by its code, e.g. `content_known`.' }),
  issue: word.optional().openapi({ description: 'An id or identifier: what concerned this issue.' }),
  since: time.openapi({ description: 'Received at this time or later.' }),
  until: time.openapi({ description: 'Received before this time.' }),
  q: word.optional().openapi({ description: 'A part of the id, the kind, the reason or the error.' }),
}

export const deliveryFilterSchema = z.strictObject(filters).openapi('DeliveryFilter')
export type DeliveryQuery = z.output<typeof deliveryFilterSchema>
export const listDeliveriesQuery = pageQuery.extend(filters)
export type ListDeliveries = z.output<typeof listDeliveriesQuery>
export const deliveryPageSchema = pageOf(deliverySchema)

export const replaySchema = z
  .strictObject({
    dry_run: z.boolean().default(false).openapi({ description: 'Shows what would happen and changes nothing.' }),
  })
  .openapi('ReplayDelivery')
export const replayedSchema = z
  .object({
    decision: decisionSchema,
    effects: z.array(effectSchema),
    dry_run: z.boolean(),
    before: outcomeSchema.openapi({ description: 'What it had done when it was processed.' }),
    difference: differenceSchema,
  })
  .openapi('ReplayedDelivery')
export type Replayed = z.infer<typeof replayedSchema>

export const receivedSchema = z.object({ status: z.enum(['accepted', 'duplicate']), delivery_id: z.string() }).openapi('Received')
