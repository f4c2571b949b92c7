// Search as the API speaks of it.
import { z } from '@hono/zod-openapi'
import { cardSchema, issueFilterSchema } from '../issues/schemas.ts'

const limit = z.coerce.number().int().min(1).max(50)

export const searchQuery = issueFilterSchema
  .omit({ q: true })
  .extend({ q: z.string().trim().min(1, 'must not be empty').max(500), limit: limit.default(20) })
export type SearchQuery = z.output<typeof searchQuery>

export const similarQuery = z.object({ limit: limit.default(5) })

export const hitSchema = z
  .object({
    issue: cardSchema,
    score: z.number(),
    matched_by: z.array(z.enum(['identifier', 'text', 'trigram', 'vector'])),
    snippet: z.string().openapi({ description: 'Plain text, on one line.' }),
    similarity: z
      .number()
      .nullable()
      .openapi({ description: 'Closeness by meaning, up to 1; null if the issue was not found by meaning.' }),
    likely_duplicate: z.boolean().openapi({ description: 'So close that it probably says the same.' }),
  })
  .openapi('SearchHit')
export type SearchHit = z.infer<typeof hitSchema>

export const searchResultSchema = z
  .object({
    items: z.array(hitSchema),
    mode: z
      .enum(['hybrid', 'lexical'])
      .openapi({ description: 'lexical: the search model did not answer in time or does not know the language.' }),
  })
  .openapi('SearchResult')
export type SearchResult = z.infer<typeof searchResultSchema>

export const searchStatusSchema = z
  .object({
    model: z.string().nullable(),
    embedded: z.number().int(),
    missing: z.number().int(),
    failed: z.number().int(),
    unsupported: z.number().int(),
    last_error: z.string().nullable(),
  })
  .openapi('SearchStatus')
export type SearchStatus = z.infer<typeof searchStatusSchema>
