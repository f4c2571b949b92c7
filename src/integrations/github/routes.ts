// Where GitHub delivers, and how the connection to it stands.
import { createRoute } from '@hono/zod-openapi'
import { requireAccess } from '#src/access/require-access.ts'
import { webhookRoutes } from '#src/intake/webhook-routes.ts'
import { type App, createRoutes } from '#src/platform/http/app.ts'
import { json, problems } from '#src/platform/http/schemas.ts'
import { readGitHubStatus } from './read-status.ts'
import { githubStatusSchema } from './schemas.ts'
import { githubVendor } from './vendor.ts'

const status = createRoute({
  method: 'get',
  path: '/api/integrations/github',
  tags: ['Integrations'],
  summary: 'The connection to GitHub',
  middleware: requireAccess('workspace.read'),
  responses: {
    200: json(githubStatusSchema, 'With which right GitHub is asked, and how much it still answers'),
    ...problems(401, 403),
  },
})

export function githubRoutes(): App {
  const routes = createRoutes()
  routes.route('/', webhookRoutes(githubVendor))
  routes.openapi(status, async (c) => c.json(await readGitHubStatus(c.get('ctx')), 200))
  return routes
}
