// What may come in as a body: JSON that says so, up to a limit.
import type { IncomingMessage } from 'node:http'
import { AppError, TooLarge } from '../platform/errors.ts'

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

export function isJson(contentType: string | null | undefined): boolean {
  return /^application\/json\s*(;|$)/i.test(contentType ?? '')
}

export function notJson(): AppError {
  return new AppError(415, 'Unsupported Media Type', {
    code: 'not_json',
    detail: 'Send the body as JSON with the header content-type: application/json.',
  })
}
