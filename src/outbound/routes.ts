// The HTTP contracts of subscribers and their messages.
import { createRoute, z } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { idParam, json, pageQuery, problems } from '../platform/http/schemas.ts'
import { changeWebhook } from './change-webhook.ts'
import { createWebhook } from './create-webhook.ts'
import { deleteWebhook } from './delete-webhook.ts'
import type { OutboundPorts } from './ports.ts'
import { readOutboundDeliveries, readOutboundDelivery } from './read-outbound-deliveries.ts'
import { readWebhook, readWebhooks } from './read-webhooks.ts'
import { rotateWebhookSecret } from './rotate-webhook-secret.ts'
import {
  createdWebhookSchema,
  createWebhookSchema,
  listOutboundQuery,
  outboundDeliveryDetailSchema,
  outboundDeliveryPageSchema,
  queuedDeliverySchema,
  updateWebhookSchema,
  webhookPageSchema,
  webhookSchema,
  webhookSecretSchema,
} from './schemas.ts'
import { replayOutbound, testWebhook } from './send-again.ts'

const shared = { tags: ['Webhooks'], middleware: requireAccess('webhook.manage') }
const deliveryParams = idParam.extend({ delivery_id: z.string().min(1).max(100) })

const list = createRoute({
  ...shared,
  method: 'get',
  path: '/api/webhooks',
  summary: 'List who is told, newest first',
  request: { query: pageQuery },
  responses: { 200: json(webhookPageSchema, 'A page of webhooks'), ...problems(401, 403, 422) },
})
const create = createRoute({
  ...shared,
  method: 'post',
  path: '/api/webhooks',
  summary: 'Tell a program, a Slack channel or people by e-mail what happens from now on',
  request: { body: { required: true, ...json(createWebhookSchema, 'Whom, and of what') } },
  responses: { 201: json(createdWebhookSchema, 'With its secret, shown once'), ...problems(400, 401, 403, 409, 422) },
})
const get = createRoute({
  ...shared,
  method: 'get',
  path: '/api/webhooks/{id}',
  summary: 'Read a webhook',
  request: { params: idParam },
  responses: { 200: json(webhookSchema, 'The webhook'), ...problems(401, 403, 404) },
})
const change = createRoute({
  ...shared,
  method: 'patch',
  path: '/api/webhooks/{id}',
  summary: 'Change a webhook, or switch it on or off',
  request: { params: idParam, body: { required: true, ...json(updateWebhookSchema, 'The fields to change') } },
  responses: { 200: json(webhookSchema, 'The webhook'), ...problems(400, 401, 403, 404, 422) },
})
const remove = createRoute({
  ...shared,
  method: 'delete',
  path: '/api/webhooks/{id}',
  summary: 'Delete a webhook; what waits is given up',
  request: { params: idParam },
  responses: { 204: { description: 'Deleted' }, ...problems(401, 403, 404, 422) },
})
const rotate = createRoute({
  ...shared,
  method: 'post',
  path: '/api/webhooks/{id}/rotate-secret',
  summary: 'Make a new secret; the one before signs beside it for a day',
  request: { params: idParam },
  responses: { 201: json(webhookSecretSchema, 'The secret, shown once'), ...problems(401, 403, 404, 409, 422) },
})
const test = createRoute({
  ...shared,
  method: 'post',
  path: '/api/webhooks/{id}/test',
  summary: 'Send a test message, once',
  request: { params: idParam },
  responses: { 202: json(queuedDeliverySchema, 'It is sent within a second'), ...problems(401, 403, 404) },
})
const listDeliveries = createRoute({
  ...shared,
  method: 'get',
  path: '/api/webhooks/{id}/deliveries',
  summary: 'List the messages of a webhook, newest first; they are kept for 30 days',
  request: { params: idParam, query: listOutboundQuery },
  responses: { 200: json(outboundDeliveryPageSchema, 'A page of messages'), ...problems(401, 403, 404, 422) },
})
const getDelivery = createRoute({
  ...shared,
  method: 'get',
  path: '/api/webhooks/{id}/deliveries/{delivery_id}',
  summary: 'Read a message with its body and every attempt',
  request: { params: deliveryParams },
  responses: { 200: json(outboundDeliveryDetailSchema, 'The message'), ...problems(401, 403, 404) },
})
const replay = createRoute({
  ...shared,
  method: 'post',
  path: '/api/webhooks/{id}/deliveries/{delivery_id}/replay',
  summary: 'Send a message again, under its old id',
  request: { params: deliveryParams },
  responses: { 202: json(queuedDeliverySchema, 'It is sent within a second'), ...problems(401, 403, 404, 409) },
})

/** @param wake somebody who sends looks at once */
export function outboundRoutes(ports: OutboundPorts, wake: () => void): App {
  const routes = createRoutes()
  routes.openapi(list, async (c) => c.json(await readWebhooks(c.var.ctx, c.req.valid('query')), 200))
  routes.openapi(create, async (c) => {
    const created = await createWebhook(c.var.ctx, ports, c.req.valid('json'))
    c.set('answerIsSecret', true)
    return c.json(created, 201)
  })
  routes.openapi(get, async (c) => c.json(await readWebhook(c.var.ctx, c.req.valid('param').id), 200))
  routes.openapi(change, async (c) => {
    const changed = await changeWebhook(c.var.ctx, ports, { id: c.req.valid('param').id, changes: c.req.valid('json') })
    wake()
    return c.json(changed, 200)
  })
  routes.openapi(remove, async (c) => {
    await deleteWebhook(c.var.ctx, c.req.valid('param').id)
    return c.body(null, 204)
  })
  routes.openapi(rotate, async (c) => {
    const secret = await rotateWebhookSecret(c.var.ctx, c.req.valid('param').id)
    c.set('answerIsSecret', true)
    return c.json(secret, 201)
  })
  addDeliveries(routes, ports, wake)
  return routes
}

function addDeliveries(routes: App, ports: OutboundPorts, wake: () => void): void {
  routes.openapi(test, async (c) => {
    const id = await testWebhook(c.var.ctx, ports, c.req.valid('param').id)
    wake()
    return c.json({ delivery_id: id }, 202)
  })
  routes.openapi(listDeliveries, async (c) =>
    c.json(await readOutboundDeliveries(c.var.ctx, c.req.valid('param').id, c.req.valid('query')), 200),
  )
  routes.openapi(getDelivery, async (c) => {
    const { id, delivery_id } = c.req.valid('param')
    return c.json(await readOutboundDelivery(c.var.ctx, { webhookId: id, id: delivery_id }), 200)
  })
  routes.openapi(replay, async (c) => {
    const { id, delivery_id } = c.req.valid('param')
    await replayOutbound(c.var.ctx, { webhookId: id, id: delivery_id })
    wake()
    return c.json({ delivery_id }, 202)
  })
}
