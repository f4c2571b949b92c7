// The change of many issues at once, as the API speaks of it.
import { z } from '@hono/zod-openapi'
import { changesSomething, issueChanges, nothingChanged } from './schemas.ts'

export const bulkUpdateSchema = z
  .strictObject({
    ids: z.array(z.string().min(1).max(100)).min(1).max(200).openapi({ description: 'Ids or identifiers, each issue once.' }),
    changes: z.strictObject(issueChanges).partial().refine(changesSomething, nothingChanged).openapi('BulkChanges'),
    revisions: z
      .record(z.string().max(100), z.number().int().positive())
      .optional()
      .openapi({ description: 'The revision that you saw of each, by the id as in `ids`; what changed since is refused.' }),
  })
  .openapi('BulkUpdate')
export type BulkUpdate = z.output<typeof bulkUpdateSchema>
export const bulkAnswerSchema = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        issue: z.string().nullable(),
        result: z.enum(['changed', 'unchanged', 'refused', 'not_tried']),
        revision: z.number().int().nullable(),
        code: z.string().nullable(),
        detail: z.string().nullable(),
      }),
    ),
  })
  .openapi('BulkAnswer')
