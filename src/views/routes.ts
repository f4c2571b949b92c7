// The HTTP contracts of saved views.
import { createRoute, z } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { idParam, json, pageOf, problems } from '../platform/http/schemas.ts'
import { changeView, deleteView } from './change-view.ts'
import { listViews, readView } from './read-views.ts'
import { saveView } from './save-view.ts'
import { createViewSchema, listViewsQuery, updateViewSchema, viewSchema } from './schemas.ts'

const tags = ['Views']

const list = createRoute({
  method: 'get',
  path: '/api/views',
  tags,
  summary: 'List the shared views and your own',
  middleware: requireAccess('view.read'),
  request: { query: listViewsQuery },
  responses: { 200: json(pageOf(viewSchema), 'All of them, in order'), ...problems(401, 403, 422) },
})

const create = createRoute({
  method: 'post',
  path: '/api/views',
  tags,
  summary: 'Save a view',
  middleware: requireAccess('view.save'),
  request: { body: { required: true, ...json(createViewSchema, 'Its name, and what it shows') } },
  responses: { 201: json(viewSchema, 'The view, with its address in Location'), ...problems(400, 401, 403, 409, 413, 415, 422) },
})

const get = createRoute({
  method: 'get',
  path: '/api/views/{id}',
  tags,
  summary: 'Read a view',
  middleware: requireAccess('view.read'),
  request: { params: idParam },
  responses: { 200: json(viewSchema, 'The view, with its revision as ETag'), ...problems(401, 403, 404) },
})

const update = createRoute({
  method: 'patch',
  path: '/api/views/{id}',
  tags,
  summary: 'Rename, refilter, share or move a view',
  middleware: requireAccess('view.save'),
  request: {
    params: idParam,
    headers: z.object({ 'if-match': z.string().max(100).optional() }),
    body: { required: true, ...json(updateViewSchema, 'The fields to change') },
  },
  responses: { 200: json(viewSchema, 'The view as it is now'), ...problems(400, 401, 403, 404, 409, 412, 413, 415, 422) },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/views/{id}',
  tags,
  summary: 'Delete a view',
  middleware: requireAccess('view.save'),
  request: { params: idParam },
  responses: { 204: { description: 'Deleted' }, ...problems(401, 403, 404) },
})

export function viewRoutes(): App {
  const app = createRoutes()
  app.openapi(list, async (c) => c.json(await listViews(c.var.ctx, c.req.valid('query')), 200))
  app.openapi(create, async (c) => {
    const view = await saveView(c.var.ctx, c.req.valid('json'))
    return c.json(view, 201, { location: `/api/views/${view.id}`, etag: `"${view.revision}"` })
  })
  app.openapi(get, async (c) => {
    const view = await readView(c.var.ctx, c.req.valid('param').id)
    return c.json(view, 200, { etag: `"${view.revision}"` })
  })
  app.openapi(update, async (c) => {
    const { id } = c.req.valid('param')
    const view = await changeView(c.var.ctx, { id, changes: c.req.valid('json'), ifMatch: c.req.valid('header')['if-match'] })
    return c.json(view, 200, { etag: `"${view.revision}"` })
  })
  app.openapi(remove, async (c) => {
    await deleteView(c.var.ctx, c.req.valid('param').id)
    return c.body(null, 204)
  })
  return app
}
