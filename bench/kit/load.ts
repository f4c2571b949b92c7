// Two kinds of load. Open: requests are sent at a fixed rate whatever the answers do. Closed: each client sends after its answer.
import { HttpSocket } from './http-socket.ts'

export interface LoadResult {
  /** Of every request, in milliseconds. */
  latencies: number[]
  perSecond: number
  /** Answers by status. */
  statuses: Record<number, number>
}

/** The latency of a request counts from the moment it was due, so a stall of the server falls on everyone who would have come meanwhile. */
export async function openLoad(port: number, rate: number, requests: readonly Buffer[]): Promise<LoadResult> {
  const free: HttpSocket[] = []
  const latencies: number[] = []
  const statuses: Record<number, number> = {}
  const under: Promise<void>[] = []
  const startedAt = performance.now()
  const sendOne = async (request: Buffer, dueAt: number) => {
    const socket = takeOpen(free) ?? (await HttpSocket.open(port))
    const status = await socket.send(request)
    latencies.push(performance.now() - dueAt)
    statuses[status] = (statuses[status] ?? 0) + 1
    free.push(socket)
  }
  for (const [index, request] of requests.entries()) {
    const dueAt = startedAt + (index * 1000) / rate
    await until(dueAt)
    under.push(sendOne(request, dueAt))
  }
  await Promise.all(under)
  const perSecond = (requests.length * 1000) / (performance.now() - startedAt)
  for (const socket of free) socket.close()
  return { latencies, perSecond, statuses }
}

function takeOpen(free: HttpSocket[]): HttpSocket | undefined {
  let socket = free.pop()
  while (socket && !socket.isOpen) socket = free.pop()
  return socket
}

/** `nextRequest` returns undefined when there are no more. */
export async function closedLoad(
  port: number,
  load: { clients: number; seconds: number; nextRequest(): Buffer | undefined },
): Promise<LoadResult> {
  const latencies: number[] = []
  const statuses: Record<number, number> = {}
  const sockets = await Promise.all(Array.from({ length: load.clients }, () => HttpSocket.open(port)))
  const startedAt = performance.now()
  const endsAt = startedAt + load.seconds * 1000
  await Promise.all(
    sockets.map(async (socket) => {
      for (let sentAt = performance.now(); sentAt < endsAt; sentAt = performance.now()) {
        const request = load.nextRequest()
        if (!request) break
        const status = await socket.send(request)
        latencies.push(performance.now() - sentAt)
        statuses[status] = (statuses[status] ?? 0) + 1
      }
      socket.close()
    }),
  )
  return { latencies, perSecond: (latencies.length * 1000) / (performance.now() - startedAt), statuses }
}

/** Timers are late by up to a millisecond; what is due is sent at once. */
function until(time: number): Promise<void> | undefined {
  const left = time - performance.now()
  if (left <= 0) return undefined
  return new Promise((resolve) => setTimeout(resolve, left))
}
