// A stream's raw baseline: a change is one insert with a notification, and what is notified goes to every open response.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { type Database, openDatabase } from '#src/platform/db/open-database.ts'
import { serveParent } from '../kit/serve-parent.ts'

let database: Database | undefined

serveParent<{ url: string | undefined; directory: string }>({
  async start({ url, directory }) {
    const opened = await openDatabase(url ? { kind: 'postgres', url } : { kind: 'embedded', dataDirectory: directory })
    database = opened
    const { kysely } = opened
    await sql`create table change (id bigint generated always as identity primary key, body text not null)`.execute(kysely)
    const open = new Set<ServerResponse>()
    await opened.listen('change', async (id) => {
      const { rows } = await sql<{ body: string }>`select body from change where id = ${id}`.execute(kysely)
      const frame = Buffer.from(`event: change\ndata: ${rows[0]?.body}\n\n`)
      for (const response of open) response.write(frame)
    })
    const server = createServer((request, response) => {
      if (request.method === 'GET') {
        open.add(response.writeHead(200, { 'content-type': 'text/event-stream' }))
        response.on('close', () => open.delete(response))
        return response.write('event: hello\ndata: {}\n\n')
      }
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', async () => {
        await sql`with row as (insert into change (body) values (${Buffer.concat(chunks).toString()}) returning id)
          select pg_notify('change', id::text) from row`.execute(kysely)
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address: AddressInfo | string | null = server.address()
    return { port: typeof address === 'object' && address !== null ? address.port : 0 }
  },
  questions: {},
  async stop() {
    await database?.close()
  },
})
