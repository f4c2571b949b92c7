// Who am I, and who else is logged in.
import { createRoute } from '@hono/zod-openapi'
import { type App, createRoutes } from '../platform/http/app.ts'
import { idParam, json, pageQuery, problems } from '../platform/http/schemas.ts'
import { authenticateRequest } from './authenticate.ts'
import { changeSession } from './change-session.ts'
import { toIncomingRequest } from './incoming-request.ts'
import { listSessions } from './list-access.ts'
import { loadAccount } from './load-account.ts'
import { loadWorkspace } from './load-workspace.ts'
import { requireAccess } from './require-access.ts'
import { revokeSession } from './revoke-session.ts'
import { openSessionsSchema, sessionChangeSchema, sessionSchema } from './schemas.ts'
import { renewSessionCookie } from './session-cookies.ts'
import { toOpenSession, toSession } from './to-view.ts'

const tags = ['Access']

const readSession = createRoute({
  method: 'get',
  path: '/api/auth/session',
  tags,
  middleware: requireAccess('session.read'),
  responses: { 200: json(sessionSchema, 'The caller and the workspace'), ...problems(401, 403) },
})
const patchSession = createRoute({
  method: 'patch',
  path: '/api/auth/session',
  tags,
  middleware: requireAccess('session.change'),
  request: { body: json(sessionChangeSchema, 'Who you are, or the workspace to work in') },
  responses: { 200: json(sessionSchema, 'The session from now on'), ...problems(401, 403, 404, 422) },
})
const sessions = createRoute({
  method: 'get',
  path: '/api/auth/sessions',
  tags,
  middleware: requireAccess('session.end'),
  request: { query: pageQuery },
  responses: {
    200: json(openSessionsSchema, 'Your living sessions, for admins those of the workspace, last seen first'),
    ...problems(401, 403, 422),
  },
})
const deleteSession = createRoute({
  method: 'delete',
  path: '/api/auth/sessions/{id}',
  tags,
  middleware: requireAccess('session.end'),
  request: { params: idParam },
  responses: { 204: { description: 'Revoked; its open streams end' }, ...problems(401, 403, 404) },
})

export function createSessionRoutes(): App {
  const routes = createRoutes()

  routes.openapi(readSession, async (c) => {
    const ctx = c.get('ctx')
    renewSessionCookie(c)
    return c.json(toSession(ctx, await loadWorkspace(ctx), await loadAccount(ctx)), 200)
  })

  routes.openapi(patchSession, async (c) => {
    const { display_name, workspace_id } = c.req.valid('json')
    await changeSession(c.get('ctx'), { displayName: display_name, workspaceId: workspace_id })
    const changed = await authenticateRequest(c.get('runtime'), toIncomingRequest(c))
    return c.json(toSession(changed, await loadWorkspace(changed), await loadAccount(changed)), 200)
  })

  routes.openapi(sessions, async (c) => {
    const ctx = c.get('ctx')
    const { items, next_cursor } = await listSessions(ctx, c.req.valid('query'))
    return c.json({ items: items.map((row) => toOpenSession(ctx, row)), next_cursor }, 200)
  })

  routes.openapi(deleteSession, async (c) => {
    await revokeSession(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })

  return routes
}
