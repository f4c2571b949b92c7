// A webhook's raw baseline: check the signature, insert the row, answer. No framework, no duplicates, no wake-up, no connections.
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type BareDatabase, type BareDatabaseOptions, openBareDatabase } from '../kit/bare-database.ts'
import { sentrySecret, signedDelivery } from '../kit/deliveries.ts'
import { serveParent } from '../kit/serve-parent.ts'

const insert = `insert into dispatch_delivery (id, workspace_id, connection_id, source, delivery_key, kind, headers, body, body_sha256, received_at)
  values ($1, 'wsp_bench', 'con_bench', 'sentry', $2, 'issue', $3, $4, $5, $6)`

let database: BareDatabase | undefined

serveParent<BareDatabaseOptions>({
  async start(options) {
    const opened = await openBareDatabase(options)
    database = opened
    await opened.query(
      `insert into dispatch_workspace (id, name, prefix, created_at) values ('wsp_bench', 'Bench', 'BENCH', '2026-01-01')`,
    )
    await opened.query(
      `insert into dispatch_connection (id, workspace_id, source, name, created_at) values ('con_bench', 'wsp_bench', 'sentry', 'Sentry', '2026-01-01')`,
    )
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', async () => {
        const body = Buffer.concat(chunks)
        const signature = createHmac('sha256', sentrySecret).update(body).digest('hex')
        const isSigned = signature === request.headers['sentry-hook-signature']
        if (isSigned) await store(opened, request.headers, body)
        response.writeHead(isSigned ? 202 : 401, { 'content-type': 'application/json' }).end('{"status":"accepted"}')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return { port: portOf(server.address()) }
  },
  questions: {
    /** No HTTP at all: so many inserts at a time, for so long. Per second. */
    async insert({ clients, seconds, first, count }: { clients: number; seconds: number; first: number; count: number }) {
      const deliveries = Array.from({ length: count }, (_, index) => {
        const { body, headers } = signedDelivery(first + index)
        return { headers, body: Buffer.from(body) }
      })
      let next = 0
      const startedAt = performance.now()
      const endsAt = startedAt + seconds * 1000
      const insertOn = async () => {
        for (let delivery = deliveries[next++]; delivery && performance.now() < endsAt; delivery = deliveries[next++])
          await store(running(), delivery.headers, delivery.body)
      }
      await Promise.all(Array.from({ length: clients }, insertOn))
      return (Math.min(next, count) * 1000) / (performance.now() - startedAt)
    },
  },
  async stop() {
    await database?.close()
  },
})

async function store(to: BareDatabase, headers: object, body: Buffer): Promise<void> {
  const hash = createHash('sha256').update(body).digest('hex')
  await to.query(insert, [randomUUID(), randomUUID(), JSON.stringify(headers), body, hash, new Date()])
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}

function running(): BareDatabase {
  if (!database) throw new Error('start comes first')
  return database
}
