// The HTTP contracts of connections: which vendor account may deliver into the workspace, and how it proves who it is.
import { createRoute } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { idParam, json, pageQuery, problems } from '../platform/http/schemas.ts'
import { createConnection } from './add-connection.ts'
import { changeConnection, deleteConnection } from './change-connection.ts'
import {
  connectionPageSchema,
  connectionSchema,
  createConnectionSchema,
  rotateConnectionSecretSchema,
  shownSecretSchema,
  triedSettingsSchema,
  trySettingsSchema,
  updateConnectionSchema,
} from './connection-schemas.ts'
import { readConnection, readConnections } from './read-connections.ts'
import { retireOldSecret, rotateConnectionSecret } from './rotate-connection-secret.ts'
import { trySettings } from './try-settings.ts'
import type { Vendor } from './vendor.ts'

const shared = { tags: ['Connections'], middleware: requireAccess('connection.manage') }
const path = '/api/connections'

const list = createRoute({
  ...shared,
  method: 'get',
  path,
  summary: 'List which vendor accounts may deliver here, newest first',
  request: { query: pageQuery },
  responses: { 200: json(connectionPageSchema, 'A page of connections'), ...problems(401, 403, 422) },
})
const create = createRoute({
  ...shared,
  method: 'post',
  path,
  summary: 'Connect an account of Sentry, GitHub or Grafana, or any sender of signals',
  request: { body: { required: true, ...json(createConnectionSchema, 'Whom, and how it delivers') } },
  responses: { 201: json(shownSecretSchema, 'With the secret that was made, shown once'), ...problems(400, 401, 403, 409, 422) },
})
const attempt = createRoute({
  ...shared,
  method: 'post',
  path: `${path}/try`,
  summary: 'Show what settings would read in a body; nothing is stored',
  request: { body: { required: true, ...json(trySettingsSchema, 'Settings and a body') } },
  responses: { 200: json(triedSettingsSchema, 'What was read'), ...problems(400, 401, 403, 422) },
})
const get = createRoute({
  ...shared,
  method: 'get',
  path: `${path}/{id}`,
  summary: 'Read a connection',
  request: { params: idParam },
  responses: { 200: json(connectionSchema, 'The connection'), ...problems(401, 403, 404) },
})
const change = createRoute({
  ...shared,
  method: 'patch',
  path: `${path}/{id}`,
  summary: 'Change the name or the settings of a connection',
  request: { params: idParam, body: { required: true, ...json(updateConnectionSchema, 'The fields to change') } },
  responses: { 200: json(connectionSchema, 'The connection'), ...problems(400, 401, 403, 404, 422) },
})
const remove = createRoute({
  ...shared,
  method: 'delete',
  path: `${path}/{id}`,
  summary: 'Delete a connection; its issues and deliveries stay',
  request: { params: idParam },
  responses: { 204: { description: 'Deleted' }, ...problems(401, 403, 404, 409) },
})
const rotate = createRoute({
  ...shared,
  method: 'post',
  path: `${path}/{id}/rotate-secret`,
  summary: 'Set a new secret; the present one stays valid beside it for a time',
  request: { params: idParam, body: { required: true, ...json(rotateConnectionSecretSchema, 'Which, and for how long') } },
  responses: {
    201: json(shownSecretSchema, 'With the secret that was made, shown once'),
    ...problems(400, 401, 403, 404, 409, 422),
  },
})
const retire = createRoute({
  ...shared,
  method: 'post',
  path: `${path}/{id}/retire-old-secret`,
  summary: 'End the older of two secrets now',
  request: { params: idParam },
  responses: { 200: json(connectionSchema, 'The connection'), ...problems(401, 403, 404, 409) },
})

/** @param vendors that can be connected */
export function connectionRoutes(vendors: readonly Vendor[]): App {
  const routes = createRoutes()
  routes.openapi(list, async (c) => c.json(await readConnections(c.var.ctx, vendors, c.req.valid('query')), 200))
  routes.openapi(create, async (c) => {
    const created = await createConnection(c.var.ctx, vendors, c.req.valid('json'))
    c.set('answerIsSecret', true)
    return c.json(created, 201)
  })
  routes.openapi(attempt, (c) => c.json(trySettings(c.var.ctx, vendors, c.req.valid('json')), 200))
  routes.openapi(get, async (c) => c.json(await readConnection(c.var.ctx, vendors, c.req.valid('param').id), 200))
  routes.openapi(change, async (c) =>
    c.json(await changeConnection(c.var.ctx, vendors, { id: c.req.valid('param').id, changes: c.req.valid('json') }), 200),
  )
  routes.openapi(remove, async (c) => {
    await deleteConnection(c.var.ctx, c.req.valid('param').id)
    return c.body(null, 204)
  })
  routes.openapi(rotate, async (c) => {
    const input = { id: c.req.valid('param').id, input: c.req.valid('json') }
    const rotated = await rotateConnectionSecret(c.var.ctx, vendors, input)
    c.set('answerIsSecret', true)
    return c.json(rotated, 201)
  })
  routes.openapi(retire, async (c) => c.json(await retireOldSecret(c.var.ctx, vendors, c.req.valid('param').id), 200))
  return routes
}
