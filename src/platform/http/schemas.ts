// Shapes that every route shares: identifiers in paths, pages of lists, problems.
import { z } from '@hono/zod-openapi'

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    request_id: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem')

export const idParam = z.object({
  id: z
    .string()
    .min(1)
    .max(100)
    .openapi({ param: { name: 'id', in: 'path' }, description: 'An id, or for issues also the identifier, e.g. DISPATCH-42.' }),
})

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
})

/** Lists of choices: a page holds all of them, but for the largest workspaces. */
export const catalogQuery = pageQuery.extend({ limit: pageQuery.shape.limit.unwrap().default(200) })

export const timeSchema = z.iso.datetime().openapi({ example: '2026-01-31T12:00:00.000Z' })

export const actorSchema = z
  .object({ type: z.enum(['person', 'key', 'run', 'webhook', 'system']), id: z.string(), name: z.string() })
  .openapi('Actor')

/** A page of a list. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next_cursor: z.string().nullable() })
}

const problem = (description: string) => ({ description, content: { 'application/problem+json': { schema: problemSchema } } })

/** The refusals that a route may answer with, for its `responses`. */
export function problems(...statuses: (400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 422 | 429 | 502 | 503)[]) {
  return Object.fromEntries(statuses.map((status) => [status, problem(problemTitles[status])])) as Record<
    number,
    ReturnType<typeof problem>
  >
}

const problemTitles = {
  400: 'Malformed JSON',
  401: 'Unknown caller',
  403: 'Known, but not allowed',
  404: 'Not found',
  405: 'Wrong method',
  409: 'Conflict',
  412: 'Stale revision',
  413: 'Too large',
  415: 'Not JSON',
  422: 'Invalid input',
  429: 'Too many requests',
  502: 'An outside system failed',
  503: 'Not ready, or the integration is disabled',
} as const

/** A JSON body or answer. */
export function json<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { 'application/json': { schema } } }
}
