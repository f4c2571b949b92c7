// The clients, in a process of their own, so that they never wait for the server's event loop.
import { sentryDelivery } from '../kit/deliveries.ts'
import { HttpSocket, toRequestBytes } from '../kit/http-socket.ts'
import { closedLoad, type LoadResult, openLoad } from '../kit/load.ts'
import { serveParent } from '../kit/serve-parent.ts'

export interface Deliveries {
  port: number
  /** The number of the first: no other round may use the same numbers. */
  first: number
  count: number
}

export interface Reads {
  port: number
  path: string
  headers: Record<string, string>
  clients: number
  seconds: number
}

serveParent<null>({
  start: async () => ({ port: 0 }),
  questions: {
    deliver: ({ rate, ...wanted }: Deliveries & { rate: number }): Promise<LoadResult> =>
      openLoad(wanted.port, rate, deliveries(wanted)),
    deliverAll({ clients, seconds, ...wanted }: Deliveries & { clients: number; seconds: number }): Promise<LoadResult> {
      const requests = deliveries(wanted)
      let next = 0
      return closedLoad(wanted.port, { clients, seconds, nextRequest: () => requests[next++] })
    },
    /** Until the server is gone, or all is sent. The numbers of those that were acknowledged. */
    async deliverUntilGone({ clients, ...wanted }: Deliveries & { clients: number }): Promise<number[]> {
      const requests = deliveries(wanted)
      const acknowledged: number[] = []
      let next = 0
      const sendOn = async () => {
        const socket = await HttpSocket.open(wanted.port)
        for (let index = next++; index < requests.length; index = next++) {
          if ((await socket.send(requests[index] ?? Buffer.alloc(0))) === 202) acknowledged.push(wanted.first + index)
        }
        socket.close()
      }
      await Promise.allSettled(Array.from({ length: clients }, sendOn))
      return acknowledged
    },
    read({ port, path, headers, clients, seconds }: Reads): Promise<LoadResult> {
      const request = toRequestBytes({ method: 'GET', path, port, headers })
      return closedLoad(port, { clients, seconds, nextRequest: () => request })
    },
  },
  stop: async () => {},
})

function deliveries({ port, first, count }: Deliveries): Buffer[] {
  return Array.from({ length: count }, (_, index) => sentryDelivery(first + index, port))
}
