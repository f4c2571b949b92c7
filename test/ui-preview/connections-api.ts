// Connections in the preview API; a sample body is really read.
import { type Context, Hono } from 'hono'
import { readSample } from '#src/intake/try-settings.ts'
import { signalVendor } from '#src/integrations/signals/vendor.ts'
import { AppError } from '#src/platform/errors.ts'
import { pageOf, problem } from './respond.ts'
import { me, type PreviewState } from './state.ts'
import type { Connection } from './types.ts'

const secret = 'whsec_cHJldmlldyBvbmx5LCBub3QgYSByZWFsIHNlY3JldA=='
const plainPath = {
  sentry: '/api/sentry/webhook',
  github: '/api/github/webhook',
  loki: '/api/loki/webhook',
  signal: '/api/signals',
}

export function connectionsApi(state: PreviewState): Hono {
  const app = new Hono()
  const find = (c: Context) => state.connections.find(({ id }) => id === c.req.param('id'))
  app.use('/api/connections/*', async (c, next) => {
    if (state.connectionsAnswer === 'denied') return problem(c, 403, 'missing_role', 'connection.manage needs the role admin.')
    if (state.connectionsAnswer === 'broken') return problem(c, 429, 'throttled', 'Too many requests. Wait a little.')
    return next()
  })
  app.get('/api/connections', (c) => c.json(pageOf(state.connections, c)))
  app.post('/api/connections/try', async (c) => {
    const { settings, body } = await c.req.json()
    return refusable(c, () => readSample(signalVendor, { settings, body, headers: {} }, new Date()))
  })
  app.post('/api/connections', async (c) => {
    const {
      source,
      name,
      settings,
      secret: own,
    } = (await c.req.json()) as Pick<Connection, 'source' | 'name' | 'settings'> & {
      secret?: string
    }
    if (name === 'refused')
      return problem(c, 422, 'invalid', 'name: is taken', { errors: [{ path: 'name', message: 'is taken' }] })
    const id = `con_new${state.connections.length}`
    const made = own || source === 'sentry' ? null : secret
    const connection: Connection = {
      ...(state.connections[0] as Connection),
      ...{ id, source, name, settings, address: `${plainPath[source]}/${id}`, last_delivery_at: null, created_by: me },
      secret: { state: made || own ? 'set' : 'none', variable: null, old_valid: false, old_valid_until: null },
    }
    state.connections.unshift(connection)
    return c.json({ ...connection, shown_secret: made }, 201)
  })
  app.patch('/api/connections/:id', async (c) => {
    const connection = find(c)
    if (!connection) return problem(c, 404, 'not_found', 'No such connection.')
    return c.json(Object.assign(connection, await c.req.json()))
  })
  app.delete('/api/connections/:id', (c) => {
    state.connections = state.connections.filter(({ id }) => id !== c.req.param('id'))
    return c.body(null, 204)
  })
  app.post('/api/connections/:id/rotate-secret', async (c) => {
    const connection = find(c)
    const { secret: own, old_valid_seconds: seconds } = await c.req.json()
    if (!connection) return problem(c, 404, 'not_found', 'No such connection.')
    const keepsOld = connection.secret.state === 'set' && seconds !== 0
    const until = keepsOld && seconds ? new Date(Date.now() + seconds * 1_000).toISOString() : null
    connection.secret = { state: 'set', variable: null, old_valid: keepsOld, old_valid_until: until }
    return c.json({ ...connection, shown_secret: own ? null : secret }, 201)
  })
  app.post('/api/connections/:id/retire-old-secret', (c) => {
    const connection = find(c)
    if (!connection) return problem(c, 404, 'not_found', 'No such connection.')
    connection.secret = { ...connection.secret, old_valid: false, old_valid_until: null }
    return c.json(connection)
  })
  return app
}

function refusable(c: Context, body: () => object) {
  try {
    return c.json(body())
  } catch (error) {
    if (error instanceof AppError) return problem(c, 422, error.code, error.detail, error.extra)
    throw error
  }
}
