// The pages over made-up data, without database or agents: for looking at the interface and for its tests.
//
// usage: node test/ui-preview/server.ts [--port 4100] [--issues 40] [--empty] [--dev]      password: preview
import { createServer } from 'node:http'
import { parseArgs } from 'node:util'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import next from 'next'
import { accessApi } from './access-api.ts'
import { connectionsApi } from './connections-api.ts'
import { watchDrift } from './described.ts'
import { evidenceApi } from './evidence-api.ts'
import { inboxApi } from './inbox-api.ts'
import { outboundApi } from './outbound-api.ts'
import { relationsApi } from './relations-api.ts'
import { restApi } from './rest-api.ts'
import { runsApi } from './runs-api.ts'
import { createState } from './state.ts'
import { trackerApi } from './tracker-api.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4100' },
    issues: { type: 'string', default: '40' },
    empty: { type: 'boolean', default: false },
    dev: { type: 'boolean', default: false },
  },
})
const port = Number(values.port)
const state = createState({ extraIssues: Number(values.issues), empty: values.empty })
const drift = await watchDrift()
const api = new Hono()
  .use('/api/*', drift.middleware)
  .get('/api/preview/drift', (c) => c.json(drift.take()))
  .route('/', restApi(state))
  .route('/', accessApi(state))
  .route('/', outboundApi(state))
  .route('/', connectionsApi(state))
  .route('/', runsApi(state))
  .route('/', trackerApi(state))
  .route('/', relationsApi(state))
  .route('/', inboxApi(state))
  .route('/', evidenceApi(state))
const handleApi = getRequestListener(api.fetch)

const server = createServer()
server.keepAliveTimeout = 0 // a story may think for long between two requests
const pages = next({
  dev: values.dev,
  dir: new URL('../..', import.meta.url).pathname,
  httpServer: server,
  port,
  hostname: '127.0.0.1',
})
await pages.prepare()
const handlePage = pages.getRequestHandler()
server.on(
  'request',
  (request, response) => void (request.url?.startsWith('/api/') ? handleApi(request, response) : handlePage(request, response)),
)
server.listen(port, '127.0.0.1', () => console.log(`preview: http://127.0.0.1:${port}`))

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.closeAllConnections()
    server.close()
    void pages.close().finally(() => process.exit(0))
  })
}
