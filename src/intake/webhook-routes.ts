// The address of a vendor's webhooks, with and without a connection's id. It takes raw bytes, since those are what is signed.
import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { NotFound } from '../platform/errors.ts'
import { type App, type AppEnv, createRoutes } from '../platform/http/app.ts'
import { limitBody } from '../platform/http/limit-body.ts'
import { json, problems } from '../platform/http/schemas.ts'
import { createBadSignatures } from './bad-signatures.ts'
import { createConnectionDirectory } from './connection-directory.ts'
import { createDeliveryBatches } from './delivery-batches.ts'
import { type Received, receiveDelivery, requireSecret } from './receive-delivery.ts'
import { receivedSchema } from './schemas.ts'
import { type Headers, pathOf, type Vendor } from './vendor.ts'
import { createWake } from './wake-processing.ts'

/** GitHub may send 25 MB, but what we read of a delivery fits in a fraction; Sentry's are smaller still. */
export const deliveryLimitBytes = 5 * 1_048_576

const connectionParam = z.object({
  connection: z
    .string()
    .min(1)
    .max(100)
    .openapi({ param: { name: 'connection', in: 'path' }, description: 'The id of a connection.' }),
})

/** Raw bytes in, 202 or 200 out; everything else is a problem. */
export function webhookRoutes(vendor: Vendor): App {
  const wake = createWake()
  const directory = createConnectionDirectory()
  const reception = { badSignatures: createBadSignatures(), store: createDeliveryBatches() }
  const path = pathOf(vendor)
  const shared = {
    method: 'post' as const,
    tags: ['Webhooks'],
    middleware: limitBody(deliveryLimitBytes),
    responses: {
      202: json(receivedSchema, 'Stored; it is processed within seconds'),
      200: json(receivedSchema, 'Known already'),
      ...problems(401, 404, 413, 503),
    },
  }
  const summary = `Receive a webhook of ${vendor.name}`

  async function receive(c: Context<AppEnv>, id?: string): Promise<Received> {
    const runtime = c.get('runtime')
    const connection = await directory.find(runtime, vendor, id)
    if (!connection) throw new NotFound('connection', id)
    requireSecret({ vendor, connection })
    const body = new Uint8Array(await c.req.arrayBuffer())
    const headers: Headers = c.req.header()
    const received = await receiveDelivery(runtime, { vendor, connection, headers, body }, reception)
    if (received.status === 'accepted') wake(runtime)
    return received
  }

  return createRoutes()
    .openapi(createRoute({ ...shared, path, summary }), async (c) => answer(c, await receive(c)))
    .openapi(
      createRoute({
        ...shared,
        path: `${path}/{connection}`,
        summary: `${summary} for a connection`,
        request: { params: connectionParam },
      }),
      async (c) => answer(c, await receive(c, c.req.valid('param').connection)),
    )
}

function answer(c: Context<AppEnv>, received: Received) {
  return received.status === 'accepted' ? c.json(received, 202) : c.json(received, 200)
}
