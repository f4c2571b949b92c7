// Many deliveries replayed together, as the API speaks of it.
import { z } from '@hono/zod-openapi'
import { lineText } from '../issues/schemas.ts'
import { actorSchema, pageOf, pageQuery, timeSchema } from '../platform/http/schemas.ts'
import {
  decisionSchema,
  deliveryFilterSchema,
  deliverySources,
  differenceSchema,
  effectSchema,
  issueRefSchema,
} from './schemas.ts'

/** More than this are replayed in several batches: a batch should end while somebody looks at it. */
export const largestBatch = 500

export const replayManySchema = z
  .strictObject({
    ids: z.array(lineText(100)).min(1).max(largestBatch).optional(),
    filter: deliveryFilterSchema
      .optional()
      .openapi({ description: 'As in the list. What still waits to be processed is left out.' }),
    limit: z
      .number()
      .int()
      .min(1)
      .max(largestBatch)
      .default(largestBatch)
      .openapi({ description: 'Of a filter: the oldest ones.' }),
    dry_run: z.boolean().default(false),
  })
  .refine(({ ids, filter }) => (ids === undefined) !== (filter === undefined), {
    message: 'name deliveries by their ids or choose them by a filter, one of the two',
    path: ['ids'],
  })
  .openapi('ReplayDeliveries')
export type ReplayMany = z.output<typeof replayManySchema>

export const batchStates = ['running', 'finished', 'canceled'] as const

export const replayBatchSchema = z
  .object({
    id: z.string(),
    state: z.enum(batchStates),
    dry_run: z.boolean(),
    total: z.number().int(),
    done: z.number().int().openapi({ description: 'Replayed so far.' }),
    changed: z.number().int().openapi({ description: 'Of these: another decision or other effects than before.' }),
    failed: z.number().int(),
    is_cut: z.boolean().openapi({ description: 'More deliveries passed the filter than the limit let in.' }),
    created_by: actorSchema,
    created_at: timeSchema,
    finished_at: timeSchema.nullable(),
  })
  .openapi('ReplayBatch')
export type ReplayBatch = z.infer<typeof replayBatchSchema>
export const replayBatchPageSchema = pageOf(replayBatchSchema)

export const replayItemSchema = z
  .object({
    delivery: z.object({
      id: z.string(),
      source: z.enum(deliverySources),
      kind: z.string(),
      received_at: timeSchema,
      issue: issueRefSchema.nullable(),
    }),
    state: z.enum(['queued', 'done', 'failed', 'canceled']),
    problem: z.string().nullable(),
    before: decisionSchema.nullable(),
    after: decisionSchema.nullable(),
    effects: z.array(effectSchema),
    difference: differenceSchema.nullable(),
  })
  .openapi('ReplayItem')
export type ReplayItem = z.infer<typeof replayItemSchema>
export const replayItemPageSchema = pageOf(replayItemSchema)

export const listReplayItemsQuery = pageQuery.extend({
  state: z.enum(['queued', 'done', 'failed', 'canceled']).optional().openapi({ description: 'Only those in this state.' }),
  changed: z
    .enum(['true', 'false'])
    .optional()
    .openapi({ description: 'Only those that did, or did not do, something else than before.' }),
})
export type ListReplayItems = z.output<typeof listReplayItemsQuery>
