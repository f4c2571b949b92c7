// Which events a caller wants.
import { z } from '@hono/zod-openapi'
import { pageQuery } from '../platform/http/schemas.ts'

export const eventsQuery = pageQuery.extend({
  type: z
    .union([eventType(), z.array(eventType()).max(50)])
    .transform((value) => (Array.isArray(value) ? value : [value]))
    .optional()
    .openapi({ description: 'Only these types, e.g. `issue.moved`, or families of them: `run.*`. Repeat for more.' }),
})

function eventType() {
  return z
    .string()
    .max(60)
    .regex(/^[a-z_]+\.([a-z_]+|\*)$/, 'is no type of events')
}
