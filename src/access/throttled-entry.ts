// What every way in has in common: no other site's page, no endless guessing, and a trace of what failed.
import type { Context } from 'hono'
import { Forbidden, Unauthorized } from '../platform/errors.ts'
import type { AppEnv } from '../platform/http/app.ts'
import { clientAddress } from './domain/client-address.ts'
import { decideLogin } from './domain/origin.ts'
import { toBrowserRequest } from './identify-session.ts'
import { toIncomingRequest } from './incoming-request.ts'
import { type Throttle, TooManyLogins } from './login-throttle.ts'
import type { Visitor } from './open-session.ts'
import { type LoginFailure, recordLoginFailure } from './record-login-failure.ts'

export interface Entry {
  throttle: Throttle
  method: LoginFailure['method']
  /** Of an account, if one was named. */
  email?: string | undefined
  /** A page of GitHub led here, as it should; the journey says what may happen. */
  isReturn?: boolean
}

/** Counts the attempt before it is judged, refuses those of other sites' pages, and logs failures without what was tried. */
export async function throttled<T>(c: Context<AppEnv>, entry: Entry, attempt: () => Promise<T>): Promise<T> {
  if (!entry.isReturn) refuseForeignPages(c)
  const address = addressOf(c)
  const by = c.get('ctx')?.session?.id ?? address // only the confirmation has a caller already
  try {
    await entry.throttle.attempt(by)
    const result = await attempt()
    await (entry.method === 'account' || entry.method === 'invitation' ? entry.throttle.passed(by) : entry.throttle.succeeded(by))
    return result
  } catch (error) {
    await noteFailure(c, entry, error)
    throw error
  }
}

/** Counts without judging: for what costs something however it ends. */
export async function count(c: Context<AppEnv>, throttle: Throttle): Promise<void> {
  refuseForeignPages(c)
  await throttle.attempt(addressOf(c))
}

export function visitorOf(c: Context<AppEnv>, displayName?: string): Visitor {
  return { displayName, userAgent: c.req.header('user-agent'), requestId: c.get('requestId'), address: addressOf(c) }
}

function addressOf(c: Context<AppEnv>): string {
  return clientAddress(toIncomingRequest(c).remoteAddress, c.req.header('x-forwarded-for'))
}

function refuseForeignPages(c: Context<AppEnv>): void {
  const origin = decideLogin(toBrowserRequest(toIncomingRequest(c)), c.get('runtime').config.DISPATCH_PUBLIC_URL)
  if (!origin.allowed) throw new Forbidden('foreign_origin', origin.sentence)
}

/** Throttled attempts can be many: the first of a series tells enough. */
async function noteFailure(c: Context<AppEnv>, { method, email }: Entry, error: unknown): Promise<void> {
  const runtime = c.get('runtime')
  if (error instanceof Unauthorized) {
    runtime.log.warn({ address: addressOf(c), requestId: c.get('requestId') }, 'login.failed')
    await recordLoginFailure(runtime, visitorOf(c), { type: 'login.failed', method, reason: error.code, email })
  }
  if (error instanceof TooManyLogins && error.isFirst)
    await recordLoginFailure(runtime, visitorOf(c), { type: 'login.throttled', method, reason: error.code })
}
