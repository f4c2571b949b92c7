// The database thread: opens the engine and puts the desk between it and the port.

import { parentPort, workerData } from 'node:worker_threads'
import { must } from '../../must.ts'
import { ConnectionDesk } from './connection-desk.ts'
import { Engine } from './engine.ts'
import type { Reply, Request, ThreadOptions } from './protocol.ts'

const port = must(parentPort, 'thread.ts must be started as a worker thread')
const options: ThreadOptions = workerData

const desk = new ConnectionDesk(await Engine.open(options), options, send)
port.on('message', (request: Request) => desk.receive(request))
send({ kind: 'ready' })

function send(reply: Reply): void {
  const bytes = 'bytes' in reply ? reply.bytes : undefined
  // Handed over, not copied: the engine makes a new buffer for every answer.
  port.postMessage(reply, bytes?.buffer instanceof ArrayBuffer && bytes.byteLength > 0 ? [bytes.buffer] : [])
}
