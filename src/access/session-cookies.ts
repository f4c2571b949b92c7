// Puts the session's cookie on an answer, or takes it away.
import type { Context } from 'hono'
import type { AppEnv } from '../platform/http/app.ts'
import { originOf } from './domain/origin.ts'
import { readSessionCookie, writeSessionCookie } from './domain/session-cookie.ts'
import { sealCookie, sessionLifetimeMs } from './identify-session.ts'

export function giveSessionCookie(c: Context<AppEnv>, token: string): void {
  setCookie(c, sealCookie(c.get('runtime'), token), sessionLifetimeMs / 1000)
}

/** The browser's copy lives on as the session does. */
export function renewSessionCookie(c: Context<AppEnv>): void {
  const cookie = readSessionCookie(c.req.header('cookie') ?? null)
  if (c.get('ctx').session && cookie) setCookie(c, cookie, sessionLifetimeMs / 1000)
}

export function clearSessionCookie(c: Context<AppEnv>): void {
  setCookie(c, '', 0)
}

function setCookie(c: Context<AppEnv>, value: string, maxAgeSeconds: number): void {
  const request = { host: c.req.header('host') ?? null, origin: c.req.header('origin') ?? null }
  const origin = originOf(request, c.get('runtime').config.DISPATCH_PUBLIC_URL)
  c.header('set-cookie', writeSessionCookie(value, { maxAgeSeconds, isSecure: origin.startsWith('https:') }))
}
