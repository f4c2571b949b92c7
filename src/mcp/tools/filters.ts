// Which issues an agent means: the filters of lists and of the search, as REST has them.
import { z } from 'zod'
import { categorySchema, issueFilterSchema, prioritySchema, sourceSchema } from '../../issues/schemas.ts'

const names = z.array(z.string().min(1).max(200)).max(20)

const filters = z
  .object({
    status: names.describe('Names or ids of columns.'),
    category: z.array(categorySchema).max(7),
    priority: z.array(prioritySchema).max(4),
    label: names,
    assignee: names.describe('Names or ids; `none` for unassigned.'),
    source: z.array(sourceSchema).max(7),
    updated_since: issueFilterSchema.shape.updated_since.unwrap(),
    needs_attention: z.boolean(),
  })
  .partial()

/** Several values of one filter mean any of them. */
export const filterInput = filters.shape

/** As a query string has it, where a flag is a word. */
export function toFilter<T extends { needs_attention?: boolean | undefined }>({ needs_attention, ...filter }: T) {
  return { ...filter, ...(needs_attention !== undefined && { needs_attention: String(needs_attention) }) }
}
