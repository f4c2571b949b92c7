// What vendors have delivered, for people.
import { createRoute } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { idParam, json, problems } from '../platform/http/schemas.ts'
import { readDeliveries, readDelivery } from './read-deliveries.ts'
import { replayDelivery, retryDelivery } from './replay-delivery.ts'
import { replayRoutes } from './replay-routes.ts'
import {
  deliveryDetailSchema,
  deliveryPageSchema,
  listDeliveriesQuery,
  receivedSchema,
  replayedSchema,
  replaySchema,
} from './schemas.ts'
import type { Vendor } from './vendor.ts'

const tags = ['Deliveries']

const list = createRoute({
  method: 'get',
  path: '/api/deliveries',
  tags,
  summary: 'List what vendors have delivered, newest first',
  middleware: requireAccess('delivery.read'),
  request: { query: listDeliveriesQuery },
  responses: { 200: json(deliveryPageSchema, 'A page of deliveries'), ...problems(401, 403, 404, 422) },
})

const get = createRoute({
  method: 'get',
  path: '/api/deliveries/{id}',
  tags,
  summary: 'Read a delivery with its body, its decision and its effects',
  middleware: requireAccess('delivery.read'),
  request: { params: idParam },
  responses: { 200: json(deliveryDetailSchema, 'The delivery'), ...problems(401, 403, 404) },
})

const replay = createRoute({
  method: 'post',
  path: '/api/deliveries/{id}/replay',
  tags,
  summary: 'Let a delivery take effect again, or show what it would do',
  middleware: requireAccess('delivery.replay'),
  request: { params: idParam, body: { required: true, ...json(replaySchema, 'How') } },
  responses: { 200: json(replayedSchema, 'What was decided and done'), ...problems(400, 401, 403, 404, 409, 422) },
})

const retry = createRoute({
  method: 'post',
  path: '/api/deliveries/{id}/retry',
  tags,
  summary: 'Bring a delivery that was given up back to the queue',
  middleware: requireAccess('delivery.replay'),
  request: { params: idParam },
  responses: { 202: json(receivedSchema, 'It is processed within seconds'), ...problems(401, 403, 404, 409) },
})

/** @param vendors whose deliveries can be replayed */
export function intakeRoutes(vendors: readonly Vendor[]): App {
  const routes = createRoutes()
  routes.route('/', replayRoutes())
  routes.openapi(list, async (c) => c.json(await readDeliveries(c.var.ctx, c.req.valid('query')), 200))
  routes.openapi(get, async (c) => c.json(await readDelivery(c.var.ctx, c.req.valid('param').id), 200))
  routes.openapi(replay, async (c) => {
    const input = { id: c.req.valid('param').id, dryRun: c.req.valid('json').dry_run }
    return c.json(await replayDelivery(c.var.ctx, vendors, input), 200)
  })
  routes.openapi(retry, async (c) => {
    const { id } = c.req.valid('param')
    await retryDelivery(c.var.ctx, id)
    return c.json({ status: 'accepted' as const, delivery_id: id }, 202)
  })
  return routes
}
