// Many clients of a stream of Server-Sent Events, which note when each frame came.
import { get, type IncomingMessage } from 'node:http'

export interface Listeners {
  /** Resolves with the arrival at each client, as `performance.now()`, of the next frame that contains the text. */
  nextArrivals(text: string): Promise<number[]>
  close(): void
}

export async function openListeners(address: {
  port: number
  path: string
  headers: Record<string, string>
  clients: number
}): Promise<Listeners> {
  const responses: IncomingMessage[] = []
  const waiting: { text: string; arrivals: (number | undefined)[]; done: PromiseWithResolvers<number[]> }[] = []
  const hear = (client: number, frame: string) => {
    const at = performance.now()
    for (const wanted of waiting) {
      if (wanted.arrivals[client] !== undefined || !frame.includes(wanted.text)) continue
      wanted.arrivals[client] = at
      const arrived = wanted.arrivals.filter((time) => time !== undefined)
      if (arrived.length === address.clients) wanted.done.resolve(arrived)
    }
  }
  for (let client = 0; client < address.clients; client++) responses.push(await listen(address, (frame) => hear(client, frame)))
  return {
    async nextArrivals(text) {
      const entry = {
        text,
        arrivals: Array.from({ length: address.clients }, () => undefined),
        done: Promise.withResolvers<number[]>(),
      }
      waiting.push(entry)
      const arrivals = await entry.done.promise
      waiting.splice(waiting.indexOf(entry), 1)
      return arrivals
    },
    close() {
      for (const response of responses) response.destroy()
    },
  }
}

/** Resolves at the first frame: from then on the client misses nothing. */
function listen(
  { port, path, headers }: { port: number; path: string; headers: Record<string, string> },
  hear: (frame: string) => void,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const request = get({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
    if (response.statusCode !== 200) return reject(new Error(`the stream answered ${response.statusCode}`))
    let rest = ''
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => {
      const frames = (rest + chunk).split('\n\n')
      rest = frames.pop() ?? ''
      if (frames.length > 0) resolve(response)
      for (const frame of frames) hear(frame)
    })
    response.on('error', () => {})
  })
  request.on('error', reject)
  return promise
}
