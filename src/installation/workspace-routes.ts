// Making a workspace and ending one; the rest about workspaces is with access.
import { createRoute } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { newWorkspaceSchema, workspaceDeletionSchema, workspaceSchema } from '../access/schemas.ts'
import { toWorkspaceView } from '../access/to-view.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { json, problems } from '../platform/http/schemas.ts'
import { closeWorkspace, openWorkspace } from './open-workspace.ts'

const tags = ['Workspaces']

const create = createRoute({
  method: 'post',
  path: '/api/workspaces',
  tags,
  summary: 'Make a workspace; you are its owner',
  middleware: requireAccess('workspace.create'),
  request: { body: { required: true, ...json(newWorkspaceSchema, 'Its name, and the prefix of its issues') } },
  responses: { 201: json(workspaceSchema, 'The workspace, with columns, labels and an agent'), ...problems(401, 403, 409, 422) },
})
const remove = createRoute({
  method: 'delete',
  path: '/api/workspaces/current',
  tags,
  summary: 'Delete the workspace',
  middleware: requireAccess('workspace.delete'),
  request: { body: { required: true, ...json(workspaceDeletionSchema, 'Its name, typed') } },
  responses: { 204: { description: 'Gone, with everything in it' }, ...problems(401, 403, 404, 409, 422) },
})

export function workspaceRoutes(): App {
  const routes = createRoutes()

  routes.openapi(create, async (c) => {
    const { ctx, workspace } = await openWorkspace(c.get('ctx'), c.req.valid('json'))
    return c.json(toWorkspaceView(ctx, workspace), 201)
  })

  routes.openapi(remove, async (c) => {
    await closeWorkspace(c.get('ctx'), c.req.valid('json').confirm)
    return c.body(null, 204)
  })

  return routes
}
