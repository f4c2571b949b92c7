// The least that an installation with the embedded database is: the engine on a directory, and a server that answers.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Worker } from 'node:worker_threads'
import { openDatabase } from '#src/platform/db/open-database.ts'
import { readMemory } from '../kit/memory.ts'
import { serveParent } from '../kit/serve-parent.ts'

const workers: Worker[] = []
process.on('worker', (worker) => workers.push(worker))

let close: (() => Promise<void>) | undefined

serveParent<{ directory: string }>({
  async start({ directory }) {
    const database = await openDatabase({ kind: 'embedded', dataDirectory: directory })
    close = database.close
    const server = createServer((_request, response) => response.end('ready'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address: AddressInfo | string | null = server.address()
    return { port: typeof address === 'object' && address !== null ? address.port : 0 }
  },
  questions: { memory: () => readMemory(workers) },
  async stop() {
    await close?.()
  },
})
