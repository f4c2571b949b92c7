// Deliveries as the API speaks of them. Secrets in headers are hidden before they are stored.
import { z } from '@hono/zod-openapi'
import { pageOf, pageQuery, timeSchema } from '../platform/http/schemas.ts'

const sourceSchema = z.enum(['sentry', 'github', 'loki', 'signal'])
const stateSchema = z.enum(['received', 'processed', 'ignored', 'duplicate', 'failed', 'dead'])

const decisionSchema = z.object({ result: z.string(), reason: z.string(), detail: z.string() })
const effectSchema = z.record(z.string(), z.unknown())

export const deliverySchema = z
  .object({
    id: z.string(),
    source: sourceSchema,
    kind: z.string(),
    state: stateSchema,
    decision: decisionSchema.nullable(),
    issue: z.object({ id: z.string(), identifier: z.string() }).nullable(),
    attempts: z.number().int(),
    error: z.string().nullable(),
    received_at: timeSchema,
    processed_at: timeSchema.nullable(),
  })
  .openapi('Delivery')
export type Delivery = z.infer<typeof deliverySchema>

export const deliveryDetailSchema = deliverySchema
  .extend({ headers: z.record(z.string(), z.string()), body: z.string(), effects: z.array(effectSchema) })
  .openapi('DeliveryDetail')
export type DeliveryDetail = z.infer<typeof deliveryDetailSchema>

export const listDeliveriesQuery = pageQuery.extend({ source: sourceSchema.optional(), state: stateSchema.optional() })
export type ListDeliveries = z.output<typeof listDeliveriesQuery>
export const deliveryPageSchema = pageOf(deliverySchema)

export const replaySchema = z
  .object({ dry_run: z.boolean().default(false).openapi({ description: 'Shows what would happen and changes nothing.' }) })
  .openapi('ReplayDelivery')
export const replayedSchema = z
  .object({ decision: decisionSchema, effects: z.array(effectSchema), dry_run: z.boolean() })
  .openapi('ReplayedDelivery')
export type Replayed = z.infer<typeof replayedSchema>

export const receivedSchema = z.object({ status: z.enum(['accepted', 'duplicate']), delivery_id: z.string() }).openapi('Received')
