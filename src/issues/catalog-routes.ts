// The HTTP contracts of statuses and labels.
import { createRoute, z } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { catalogQuery, idParam, json, pageOf, problems } from '../platform/http/schemas.ts'
import { createLabel, deleteLabel, readLabels, readStatuses, updateLabel } from './catalog.ts'
import { createStatus, deleteStatus, updateStatus } from './manage-statuses.ts'
import { categorySchema, labelSchema, lineText, statusSchema } from './schemas.ts'

const changesSomething = (body: object) => Object.values(body).some((value) => value !== undefined)
const color = z.enum(['grey', 'blue', 'amber', 'green', 'red', 'violet']).default('grey')
const position = z.number().int().min(0).max(1000)
const statusBody = z
  .strictObject({
    name: lineText(60),
    category: categorySchema,
    color,
    position: position.optional().openapi({ description: 'From 0; default: behind the last column of its category.' }),
  })
  .openapi('CreateStatus')
const statusChanges = z
  .strictObject({
    name: lineText(60).optional(),
    color: color.removeDefault().optional(),
    position: position.optional().openapi({ description: 'From 0; the others make room.' }),
  })
  .refine(changesSomething, 'must change at least one field')
  .openapi('UpdateStatus')
const labelBody = z.strictObject({ name: lineText(60), color }).openapi('CreateLabel')
const labelChanges = z
  .strictObject({ name: lineText(60).optional(), color: color.removeDefault().optional() })
  .refine(changesSomething, 'must change at least one field')
  .openapi('UpdateLabel')

const tags = ['Workspace']
const body = <T extends z.ZodType>(schema: T) => ({ body: { required: true, ...json(schema, 'The fields') } })

const routes = {
  statuses: createRoute({
    method: 'get',
    path: '/api/statuses',
    tags,
    summary: 'List statuses',
    middleware: requireAccess('event.read'),
    request: { query: catalogQuery },
    responses: { 200: json(pageOf(statusSchema), 'The columns in order'), ...problems(401, 403, 422) },
  }),
  createStatus: createRoute({
    method: 'post',
    path: '/api/statuses',
    tags,
    summary: 'Add a status',
    middleware: requireAccess('workspace.manage'),
    request: body(statusBody),
    responses: { 201: json(statusSchema, 'The status'), ...problems(401, 403, 409, 422) },
  }),
  updateStatus: createRoute({
    method: 'patch',
    path: '/api/statuses/{id}',
    tags,
    summary: 'Rename, recolour or move a status',
    middleware: requireAccess('workspace.manage'),
    request: { params: idParam, ...body(statusChanges) },
    responses: { 200: json(statusSchema, 'The status'), ...problems(401, 403, 404, 422) },
  }),
  deleteStatus: createRoute({
    method: 'delete',
    path: '/api/statuses/{id}',
    tags,
    summary: 'Delete a status; the issues inside go to another one, all through the close gate, or nothing happens',
    middleware: requireAccess('workspace.manage'),
    request: {
      params: idParam,
      query: z.object({
        move_to: z.string().min(1).max(200).optional().openapi({ description: 'A status id, an exact name, or a category.' }),
      }),
    },
    responses: { 204: { description: 'Deleted' }, ...problems(401, 403, 404, 409, 422) },
  }),
  labels: createRoute({
    method: 'get',
    path: '/api/labels',
    tags,
    summary: 'List labels',
    middleware: requireAccess('event.read'),
    request: { query: catalogQuery },
    responses: { 200: json(pageOf(labelSchema), 'The labels by name'), ...problems(401, 403, 422) },
  }),
  createLabel: createRoute({
    method: 'post',
    path: '/api/labels',
    tags,
    summary: 'Add a label',
    middleware: requireAccess('issue.write'),
    request: body(labelBody),
    responses: { 201: json(labelSchema, 'The label'), ...problems(401, 403, 409, 422) },
  }),
  updateLabel: createRoute({
    method: 'patch',
    path: '/api/labels/{id}',
    tags,
    summary: 'Rename or recolour a label',
    middleware: requireAccess('issue.write'),
    request: { params: idParam, ...body(labelChanges) },
    responses: { 200: json(labelSchema, 'The label'), ...problems(401, 403, 404, 422) },
  }),
  deleteLabel: createRoute({
    method: 'delete',
    path: '/api/labels/{id}',
    tags,
    summary: 'Delete a label',
    middleware: requireAccess('workspace.manage'),
    request: { params: idParam },
    responses: { 204: { description: 'Deleted' }, ...problems(401, 403, 404) },
  }),
}

export function catalogRoutes(): App {
  const app = createRoutes()
  app.openapi(routes.statuses, async (c) => c.json(await readStatuses(c.var.ctx, c.req.valid('query')), 200))
  app.openapi(routes.createStatus, async (c) => c.json(await createStatus(c.var.ctx, c.req.valid('json')), 201))
  app.openapi(routes.updateStatus, async (c) =>
    c.json(await updateStatus(c.var.ctx, c.req.valid('param').id, c.req.valid('json')), 200),
  )
  app.openapi(routes.deleteStatus, async (c) => {
    await deleteStatus(c.var.ctx, c.req.valid('param').id, c.req.valid('query').move_to)
    return c.body(null, 204)
  })
  app.openapi(routes.labels, async (c) => c.json(await readLabels(c.var.ctx, c.req.valid('query')), 200))
  app.openapi(routes.createLabel, async (c) => c.json(await createLabel(c.var.ctx, c.req.valid('json')), 201))
  app.openapi(routes.updateLabel, async (c) =>
    c.json(await updateLabel(c.var.ctx, c.req.valid('param').id, c.req.valid('json')), 200),
  )
  app.openapi(routes.deleteLabel, async (c) => {
    await deleteLabel(c.var.ctx, c.req.valid('param').id)
    return c.body(null, 204)
  })
  return app
}
