// Search as the API speaks of it.
import { z } from '@hono/zod-openapi'
import { cardSchema, issueFilterSchema } from '../issues/schemas.ts'

const limit = z.coerce.number().int().min(1).max(50)

export const searchQuery = issueFilterSchema
  .omit({ q: true })
  .extend({ q: z.string().trim().min(1, 'must not be empty').max(500), limit: limit.default(20) })
export type SearchQuery = z.output<typeof searchQuery>

export const similarQuery = z.object({ limit: limit.default(5) })

const highlightSchema = z
  .object({ start: z.number().int(), end: z.number().int() })
  .openapi('SearchHighlight', { description: 'In UTF-16 code units, as JavaScript counts.' })

export const hitSchema = z
  .object({
    issue: cardSchema,
    score: z.number(),
    matched_by: z.array(z.enum(['identifier', 'text', 'trigram', 'vector'])),
    snippet: z.string().openapi({ description: 'Plain text, on one line.' }),
    highlights: z
      .object({ title: z.array(highlightSchema), snippet: z.array(highlightSchema) })
      .openapi({ description: 'Where the words of the search stand. Mark them yourself: no text here is markup.' }),
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

const modelStatusSchema = z
  .object({
    model: z.string(),
    role: z
      .enum(['serving', 'filling', 'retiring'])
      .openapi({ description: 'filling: not yet enough vectors to answer alone; retiring: replaced by another one.' }),
    done: z.number().int(),
    waiting: z.number().int().openapi({ description: 'Issues without a vector, or changed since it was made.' }),
    failed: z.number().int(),
    unsupported: z.number().int().openapi({ description: 'The model does not know their language.' }),
    failures: z.array(z.object({ reason: z.string(), issues: z.number().int() })),
    rate_per_minute: z.number().openapi({ description: 'Vectors of the last five minutes.' }),
    eta_seconds: z.number().int().nullable().openapi({ description: 'Null while nothing is made.' }),
    paused_until: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "The model's service failed and is left alone until then." }),
    last_error: z.string().nullable(),
  })
  .openapi('SearchModelStatus')
export type ModelStatus = z.infer<typeof modelStatusSchema>

export const searchStatusSchema = z
  .object({
    model: z.string().nullable().openapi({ description: 'Makes the vectors of new and changed issues.' }),
    serving: z.string().nullable().openapi({ description: 'Answers; another one than `model` while that catches up.' }),
    embedded: z.number().int(),
    missing: z.number().int(),
    failed: z.number().int(),
    unsupported: z.number().int(),
    last_error: z.string().nullable(),
    models: z.array(modelStatusSchema),
  })
  .openapi('SearchStatus')
export type SearchStatus = z.infer<typeof searchStatusSchema>
