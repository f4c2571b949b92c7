// Subscribers and their messages in the preview API.
import { Hono } from 'hono'
import { pageOf, passes, problem } from './respond.ts'
import { me, type PreviewState } from './state.ts'
import type { Webhook } from './types.ts'

const secret = 'whsec_cHJldmlldyBvbmx5LCBub3QgYSByZWFsIHNlY3JldA=='

export function outboundApi(state: PreviewState): Hono {
  const app = new Hono()
  const find = (id: string) => state.webhooks.find((webhook) => webhook.id === id)
  app.use('/api/webhooks/*', async (c, next) => {
    if (state.webhooksAnswer === 'denied') return problem(c, 403, 'missing_role', 'webhook.manage needs the role admin.')
    if (state.webhooksAnswer === 'broken') return problem(c, 429, 'throttled', 'Too many requests. Wait a little.')
    return next()
  })
  app.get('/api/webhooks', (c) => c.json(pageOf(state.webhooks, c)))
  app.post('/api/webhooks', async (c) => {
    const body = await c.req.json()
    if (String(body.url).includes('10.0.0.1')) {
      const message = '10.0.0.1 is in a private network; whoever runs this server can allow it with OUTBOUND_ALLOW'
      return problem(c, 422, 'private_address', `url: ${message}`, { errors: [{ path: 'url', message }] })
    }
    const target = body.url ?? body.channel ?? body.to?.join(', ') ?? ''
    const webhook: Webhook = {
      ...(find('whk_2') as Webhook),
      ...body,
      id: `whk_new_${state.webhooks.length}`,
      target,
      last_success_at: null,
      created_by: me,
    }
    state.webhooks.unshift(webhook)
    return c.json({ ...webhook, secret: body.kind === 'webhook' ? secret : null }, 201)
  })
  app.patch('/api/webhooks/:id', async (c) => {
    const webhook = find(c.req.param('id'))
    if (!webhook) return problem(c, 404, 'not_found', 'No such webhook.')
    Object.assign(webhook, await c.req.json(), { disabled: null, last_failure_at: null })
    return c.json(webhook)
  })
  app.delete('/api/webhooks/:id', (c) => {
    state.webhooks = state.webhooks.filter((webhook) => webhook.id !== c.req.param('id'))
    return c.body(null, 204)
  })
  app.post('/api/webhooks/:id/rotate-secret', (c) =>
    c.json({ secret, previous_secret_until: new Date(Date.now() + 86_400_000).toISOString() }, 201),
  )
  app.post('/api/agents/:id/secret', (c) => {
    const webhook = state.webhooks.find(({ agent }) => agent?.id === c.req.param('id'))
    if (webhook?.agent) webhook.agent.has_secret = true
    return c.json({ secret }, 201)
  })
  app.post('/api/webhooks/:id/test', (c) => c.json({ delivery_id: 'msg_01k9preview00' }, 202))
  app.get('/api/webhooks/:id/deliveries', (c) => {
    const own = c.req.param('id') === 'whk_1' ? state.outbound : []
    const shown = own.filter((delivery) => passes(c, 'state', delivery.state))
    return c.json(
      pageOf(
        shown.map(({ body: _, tries: __, ...delivery }) => delivery),
        c,
      ),
    )
  })
  app.get('/api/webhooks/:id/deliveries/:delivery', (c) => {
    const found = state.outbound.find((delivery) => delivery.id === c.req.param('delivery'))
    return found ? c.json(found) : problem(c, 404, 'not_found', 'No such delivery.')
  })
  app.post('/api/webhooks/:id/deliveries/:delivery/replay', (c) => c.json({ delivery_id: c.req.param('delivery') }, 202))
  return app
}
