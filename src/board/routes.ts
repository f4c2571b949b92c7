// The HTTP contract of the board. Its stream is served raw, beside Hono.
import { createRoute, z } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { cardSchema, issueFilterSchema, statusSchema } from '../issues/schemas.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { json, pageQuery, problems } from '../platform/http/schemas.ts'
import { readBoard } from './read-board.ts'

const boardSchema = z
  .object({
    columns: z.array(
      z.object({ status: statusSchema, count: z.number().int(), items: z.array(cardSchema), next_cursor: z.string().nullable() }),
    ),
    position: z.number().int(),
  })
  .openapi('Board')

const board = createRoute({
  method: 'get',
  path: '/api/board',
  tags: ['Board'],
  summary: 'Read the board with the filters of the list, or page on in one column',
  middleware: requireAccess('event.read'),
  request: {
    query: issueFilterSchema.extend(pageQuery.shape),
  },
  responses: {
    200: json(boardSchema, 'Columns with cards, and the event position of the snapshot'),
    ...problems(401, 403, 404, 422),
  },
})

export function boardRoutes(): App {
  const app = createRoutes()
  app.openapi(board, async (c) => c.json(await readBoard(c.var.ctx, c.req.valid('query')), 200))
  return app
}
