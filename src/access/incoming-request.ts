// A Hono request as the access layer sees it.
import type { Context } from 'hono'
import { z } from 'zod'
import type { AppEnv } from '../platform/http/app.ts'
import type { IncomingRequest } from './identity.ts'

export function toIncomingRequest(c: Context<AppEnv>): IncomingRequest {
  return {
    method: c.req.method,
    path: c.req.path,
    headers: c.req.raw.headers,
    remoteAddress: peerAddress(c.env),
    requestId: c.get('requestId'),
  }
}

/** What @hono/node-server passes along; absent where there is no socket. */
const nodeServer = z.object({ incoming: z.object({ socket: z.object({ remoteAddress: z.string().optional() }) }) })

function peerAddress(environment: unknown): string | undefined {
  return nodeServer.safeParse(environment).data?.incoming.socket.remoteAddress
}
