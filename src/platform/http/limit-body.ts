// How long a body may be, decided by what the request says of it wherever it does.
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { TooLarge } from '../errors.ts'
import type { AppEnv } from './app.ts'

const bodyless = new Set(['GET', 'HEAD'])

/**
 * Refuses longer bodies with 413. Hono's own limit looks at the body of every request, and that look alone makes
 * @hono/node-server build a web request with a web stream: a third of what a webhook costs. So only a body of unknown
 * length goes through it. What a client sends beyond its content-length is not part of the request: Node ends it there.
 */
export function limitBody(maxBytes: number): MiddlewareHandler<AppEnv> {
  const limitUnknown = bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw new TooLarge(maxBytes)
    },
  })
  return (c, next) => {
    const isChunked = c.req.header('transfer-encoding') !== undefined
    const length = c.req.header('content-length')
    if (isChunked || (length === undefined && !bodyless.has(c.req.method))) return limitUnknown(c, next)
    if (Number(length ?? 0) > maxBytes) throw new TooLarge(maxBytes)
    return next()
  }
}
