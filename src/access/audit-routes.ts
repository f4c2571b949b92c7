// The audit trail of the workspace.
import { createRoute } from '@hono/zod-openapi'
import { type App, createRoutes } from '../platform/http/app.ts'
import { json, problems } from '../platform/http/schemas.ts'
import { listAudit } from './list-audit.ts'
import { auditPageSchema, auditQuery } from './member-schemas.ts'
import { requireAccess } from './require-access.ts'
import { toAuditEntry } from './to-view.ts'

const list = createRoute({
  method: 'get',
  path: '/api/audit',
  tags: ['Access'],
  summary: 'Read the audit trail',
  middleware: requireAccess('audit.read'),
  request: { query: auditQuery },
  responses: { 200: json(auditPageSchema, 'Every event of the workspace, newest first'), ...problems(401, 403, 422) },
})

export function createAuditRoutes(): App {
  const routes = createRoutes()
  routes.openapi(list, async (c) => {
    const { items, next_cursor } = await listAudit(c.get('ctx'), c.req.valid('query'))
    return c.json({ items: items.map(toAuditEntry), next_cursor }, 200)
  })
  return routes
}
