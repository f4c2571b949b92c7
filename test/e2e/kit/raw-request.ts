// One HTTP request exactly as given: any path, header and bytes, and an answer that comes before the body was read.
import { type ClientRequest, request } from 'node:http'

export interface RawRequest {
  origin: string
  method: string
  /** Goes out as it is, without any normalising. */
  path: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  timeoutMs?: number
}

export interface RawAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  milliseconds: number
}

/** Rejects when no answer comes in time, which a test may call a hang. */
export function rawRequest({ origin, method, path, headers, body, timeoutMs = 5_000 }: RawRequest): Promise<RawAnswer> {
  const startedAt = performance.now()
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>()
  const { hostname, port } = new URL(origin)
  const sent = request({
    hostname,
    port,
    method,
    path,
    agent: false,
    headers: { connection: 'keep-alive', ...headers, ...lengthOf(body) },
  })
  const timer = setTimeout(
    () => sent.destroy(new Error(`${method} ${path.slice(0, 100)}: no answer in ${timeoutMs} ms`)),
    timeoutMs,
  )
  let hasAnswer = false
  sent.on('response', (response) => {
    hasAnswer = true
    let text = ''
    const finish = () => {
      clearTimeout(timer)
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text, milliseconds: performance.now() - startedAt })
      sent.destroy()
    }
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => {
      text += chunk
    })
    response.on('end', finish)
    // Cut off after its head, as when the server refuses to read on.
    response.on('error', finish)
  })
  sent.on('error', (error) => {
    if (hasAnswer) return
    clearTimeout(timer)
    reject(error)
  })
  void sendBody(sent, body, () => hasAnswer)
  return promise
}

const pieceBytes = 65_536

/** In pieces, and no further once there is an answer: writing into a closed connection would lose it. */
async function sendBody(sent: ClientRequest, body: RawRequest['body'], hasAnswer: () => boolean): Promise<void> {
  const bytes = Buffer.from(body ?? '')
  for (let at = 0; at < bytes.length && !hasAnswer() && !sent.destroyed; at += pieceBytes) {
    sent.write(bytes.subarray(at, at + pieceBytes))
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (!hasAnswer()) sent.end()
}

function lengthOf(body: string | Uint8Array | undefined): Record<string, string> {
  return body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
}
