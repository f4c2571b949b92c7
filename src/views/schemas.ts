// Saved views as the API speaks of them: the filters of the list, checked by the list's own schema.
import { z } from '@hono/zod-openapi'
import { issueFilterSchema, lineText, sortSchema } from '../issues/schemas.ts'
import { actorSchema, timeSchema } from '../platform/http/schemas.ts'

export const layoutSchema = z.enum(['board', 'list'])

const waitingSchema = z.enum(['person', 'agent', 'deploy', 'time', 'pull_request', 'nobody'])

/** What the board filters by besides: what an issue waits for. */
const viewFiltersSchema = issueFilterSchema
  .extend({ waiting: z.array(waitingSchema).max(6).optional() })
  .strict()
  .openapi('ViewFilters')

export const viewSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    layout: layoutSchema,
    filters: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
    sort: sortSchema.nullable(),
    is_shared: z.boolean(),
    is_own: z.boolean().openapi({ description: 'You saved it; only you can make it private.' }),
    position: z.number().int(),
    missing: z.array(z.object({ key: z.string(), value: z.string() })).openapi({
      description: 'Statuses, labels and assignees that the filters name and that are gone. They match nothing.',
    }),
    revision: z.number().int(),
    created_by: actorSchema,
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .openapi('View')
export type View = z.infer<typeof viewSchema>

const name = lineText(60)
const position = z.number().int().min(0).max(1000)

export const createViewSchema = z
  .strictObject({
    name,
    layout: layoutSchema.default('list'),
    filters: viewFiltersSchema.default({}),
    sort: sortSchema.nullable().default(null),
    is_shared: z.boolean().default(false),
    position: position.default(0),
  })
  .openapi('CreateView')
export type CreateView = z.output<typeof createViewSchema>

export const updateViewSchema = z
  .strictObject({
    name: name.optional(),
    layout: layoutSchema.optional(),
    filters: viewFiltersSchema.optional().openapi({ description: 'Replaces all filters.' }),
    sort: sortSchema.nullable().optional(),
    is_shared: z.boolean().optional(),
    position: position.optional(),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), 'must change at least one field')
  .openapi('UpdateView')
export type UpdateView = z.output<typeof updateViewSchema>

export const listViewsQuery = z.object({ layout: layoutSchema.optional() })
