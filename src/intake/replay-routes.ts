// Many deliveries replayed together.
import { createRoute } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { idParam, json, pageQuery, problems } from '../platform/http/schemas.ts'
import { readBatch, readBatches, readReplayItems } from './read-replays.ts'
import { cancelReplay, replayMany } from './replay-many.ts'
import {
  listReplayItemsQuery,
  replayBatchPageSchema,
  replayBatchSchema,
  replayItemPageSchema,
  replayManySchema,
} from './replay-schemas.ts'

const tags = ['Deliveries']

const create = createRoute({
  method: 'post',
  path: '/api/deliveries/replay',
  tags,
  summary: 'Let many deliveries take effect again, oldest first, or show what they would do',
  middleware: requireAccess('delivery.replay'),
  request: { body: { required: true, ...json(replayManySchema, 'Which ones, and how') } },
  responses: {
    202: {
      ...json(replayBatchSchema, 'It is worked off from now on; `Location` says where to look'),
      headers: { Location: { schema: { type: 'string' as const }, description: 'Where the batch is read' } },
    },
    ...problems(400, 401, 403, 404, 413, 415, 422),
  },
})

const list = createRoute({
  method: 'get',
  path: '/api/replays',
  tags,
  summary: 'List batches of replayed deliveries, newest first',
  middleware: requireAccess('delivery.read'),
  request: { query: pageQuery },
  responses: { 200: json(replayBatchPageSchema, 'A page of batches'), ...problems(401, 403, 422) },
})

const get = createRoute({
  method: 'get',
  path: '/api/replays/{id}',
  tags,
  summary: 'Read how far a batch of replays is',
  middleware: requireAccess('delivery.read'),
  request: { params: idParam },
  responses: { 200: json(replayBatchSchema, 'The batch'), ...problems(401, 403, 404) },
})

const items = createRoute({
  method: 'get',
  path: '/api/replays/{id}/items',
  tags,
  summary: 'List the deliveries of a batch with the difference that the replay made, or would make',
  middleware: requireAccess('delivery.read'),
  request: { params: idParam, query: listReplayItemsQuery },
  responses: { 200: json(replayItemPageSchema, 'A page, in the order of the replay'), ...problems(401, 403, 404, 422) },
})

const cancel = createRoute({
  method: 'post',
  path: '/api/replays/{id}/cancel',
  tags,
  summary: 'Stop a batch of replays; what is done stays done',
  middleware: requireAccess('delivery.replay'),
  request: { params: idParam },
  responses: { 200: json(replayBatchSchema, 'The batch'), ...problems(401, 403, 404) },
})

export function replayRoutes(): App {
  const routes = createRoutes()
  routes.openapi(create, async (c) => {
    const batch = await replayMany(c.var.ctx, c.req.valid('json'))
    return c.json(batch, 202, { Location: `/api/replays/${batch.id}` })
  })
  routes.openapi(list, async (c) => c.json(await readBatches(c.var.ctx, c.req.valid('query')), 200))
  routes.openapi(get, async (c) => c.json(await readBatch(c.var.ctx, c.req.valid('param').id), 200))
  routes.openapi(items, async (c) => c.json(await readReplayItems(c.var.ctx, c.req.valid('param').id, c.req.valid('query')), 200))
  routes.openapi(cancel, async (c) => c.json(await cancelReplay(c.var.ctx, c.req.valid('param').id), 200))
  return routes
}
