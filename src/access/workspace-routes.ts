// The workspace of the caller and its policy; for people also the others.
import { createRoute } from '@hono/zod-openapi'
import { type App, createRoutes } from '../platform/http/app.ts'
import { catalogQuery, json, problems } from '../platform/http/schemas.ts'
import { listOwnWorkspaces, loadWorkspace } from './load-workspace.ts'
import { pageWorkspaces } from './page-workspaces.ts'
import { requireAccess } from './require-access.ts'
import { workspaceChangeSchema, workspaceSchema, workspacesSchema } from './schemas.ts'
import { toWorkspaceView } from './to-view.ts'
import { updateWorkspace } from './update-workspace.ts'

const tags = ['Workspaces']

const list = createRoute({
  method: 'get',
  path: '/api/workspaces',
  tags,
  middleware: requireAccess('workspace.read'),
  request: { query: catalogQuery },
  responses: { 200: json(workspacesSchema, 'Those that the caller may work in, oldest first'), ...problems(401, 403, 422) },
})
const read = createRoute({
  method: 'get',
  path: '/api/workspaces/current',
  tags,
  middleware: requireAccess('workspace.read'),
  responses: { 200: json(workspaceSchema, 'The workspace and the policy in force'), ...problems(401, 403) },
})
const update = createRoute({
  method: 'patch',
  path: '/api/workspaces/current',
  tags,
  middleware: requireAccess('policy.manage'),
  request: { body: json(workspaceChangeSchema, 'What changes; the rest stays') },
  responses: { 200: json(workspaceSchema, 'The workspace as it is now'), ...problems(401, 403, 409, 422) },
})

export function createWorkspaceRoutes(): App {
  const routes = createRoutes()

  routes.openapi(list, async (c) => {
    const ctx = c.get('ctx')
    const page = pageWorkspaces(await listOwnWorkspaces(ctx), c.req.valid('query'))
    const items = page.items.map(({ id, name, prefix, isDemo, isDefault, role }) => ({
      id,
      name,
      prefix,
      is_demo: isDemo,
      is_default: isDefault,
      role,
    }))
    return c.json({ items, next_cursor: page.next_cursor }, 200)
  })

  routes.openapi(read, async (c) => c.json(toWorkspaceView(c.get('ctx'), await loadWorkspace(c.get('ctx'))), 200))

  routes.openapi(update, async (c) => {
    const ctx = c.get('ctx')
    return c.json(toWorkspaceView(ctx, await updateWorkspace(ctx, c.req.valid('json'))), 200)
  })

  return routes
}
