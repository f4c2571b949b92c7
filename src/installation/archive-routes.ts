// A copy of the embedded database as it is now, for `dispatch backup` while the server runs and holds it.
import { createRoute, z } from '@hono/zod-openapi'
import { requireLocalAdministrator } from '../access/local-routes.ts'
import { Unprocessable } from '../platform/errors.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { problems } from '../platform/http/schemas.ts'

const archive = createRoute({
  method: 'post',
  path: '/api/local/archive',
  tags: ['Local administration'],
  summary: 'Copy the embedded database',
  description: 'Only for the command line on this machine. Statements wait while it is read.',
  responses: {
    200: { description: 'A tar of the cluster', content: { 'application/x-tar': { schema: z.any() } } },
    ...problems(401, 422),
  },
})

export function archiveRoutes(): App {
  const routes = createRoutes()
  routes.openapi(archive, async (c) => {
    await requireLocalAdministrator(c)
    const { database } = c.var.runtime
    if (!database.archive)
      throw new Unprocessable('not_embedded', 'This installation uses a PostgreSQL server, which can be read directly.')
    const bytes = new Uint8Array(await database.archive())
    return c.body(bytes, 200, { 'content-type': 'application/x-tar' })
  })
  return routes
}
