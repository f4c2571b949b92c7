// A hundred clients of a stream and the one who changes something, in a process of their own, by one clock.
import { HttpSocket, toRequestBytes } from '../kit/http-socket.ts'
import { type Listeners, openListeners } from '../kit/listeners.ts'
import { serveParent } from '../kit/serve-parent.ts'

export interface ListenersInput {
  port: number
  streamPath: string
  headers: Record<string, string>
  clients: number
  /** What is changed: its new title comes back in a frame. */
  changePath: string
}

/** Until the last client has the frame, in milliseconds, for each change. */
export interface Delays {
  sinceSent: number[]
  sinceAnswered: number[]
}

let input: ListenersInput | undefined
let listeners: Listeners | undefined
let sent = 0

serveParent<ListenersInput>({
  async start(given) {
    input = given
    listeners = await openListeners({ ...given, path: given.streamPath })
    return { port: 0 }
  },
  questions: {
    /** So many changes, one each 25 ms. */
    async change(count: number): Promise<Delays> {
      if (!input) throw new Error('start comes first')
      const delays: Delays = { sinceSent: [], sinceAnswered: [] }
      const socket = await HttpSocket.open(input.port) // anew for each round: the server closes idle ones
      for (let index = 0; index < count; index++) {
        const { sentAt, answeredAt, lastAt } = await changeOnce(socket)
        delays.sinceSent.push(lastAt - sentAt)
        delays.sinceAnswered.push(Math.max(0, lastAt - answeredAt))
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
      socket.close()
      return delays
    },
  },
  async stop() {
    listeners?.close()
  },
})

async function changeOnce(socket: HttpSocket) {
  if (!input || !listeners) throw new Error('start comes first')
  const mark = `change-${process.pid}-${++sent}.`
  const arrivals = listeners.nextArrivals(mark)
  const request = toRequestBytes({
    method: 'PATCH',
    path: input.changePath,
    port: input.port,
    headers: { ...input.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ title: mark }),
  })
  const sentAt = performance.now()
  const status = await socket.send(request)
  const answeredAt = performance.now()
  if (status !== 200) throw new Error(`the change answered ${status}`)
  return { sentAt, answeredAt, lastAt: Math.max(...(await arrivals)) }
}
