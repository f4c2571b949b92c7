// Reads a request's body up to a limit, without keeping what is beyond it.
import type { IncomingMessage } from 'node:http'
import { TooLarge } from '../platform/errors.ts'

/** @throws TooLarge */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw new TooLarge(limitBytes)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > limitBytes) throw new TooLarge(limitBytes)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}
