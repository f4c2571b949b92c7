// Deliveries as the API speaks of them. Secrets in headers are hidden before they are stored.
import { z } from '@hono/zod-openapi'
import { timeSchema } from '../platform/http/schemas.ts'

export const deliverySchema = z
  .object({
    id: z.string(),
    source: z.enum(['sentry', 'github', 'loki', 'signal']),
    kind: z.string(),
    state: z.enum(['received', 'processed', 'ignored', 'duplicate', 'failed', 'dead']),
    decision: z.object({ result: z.string(), reason: z.string(), detail: z.string() }).nullable(),
    issue: z.object({ id: z.string(), identifier: z.string() }).nullable(),
    attempts: z.number().int(),
    error: z.string().nullable(),
    received_at: timeSchema,
    processed_at: timeSchema.nullable(),
  })
  .openapi('Delivery')

export const deliveryDetailSchema = deliverySchema
  .extend({ headers: z.record(z.string(), z.string()), body: z.string(), effects: z.array(z.record(z.string(), z.unknown())) })
  .openapi('DeliveryDetail')

export const receivedSchema = z.object({ status: z.enum(['accepted', 'duplicate']), delivery_id: z.string() }).openapi('Received')
