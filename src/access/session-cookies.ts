// Puts our cookies on an answer, or takes them away.
import type { Context } from 'hono'
import type { AppEnv } from '../platform/http/app.ts'
import { journeyLifetimeMs } from './begin-github.ts'
import { originOf } from './domain/origin.ts'
import { readCookie, readSessionCookie, writeCookie, writeSessionCookie } from './domain/session-cookie.ts'
import { sealCookie, sessionLifetimeMs } from './identify-session.ts'

/** The browser's side of a journey to GitHub and back. */
const journeyCookie = { name: 'dispatch_github', path: '/api/auth/github' }

export function giveSessionCookie(c: Context<AppEnv>, token: string): void {
  setSessionCookie(c, sealCookie(c.get('runtime'), token), sessionLifetimeMs / 1000)
}

/** The browser's copy lives on as the session does. */
export function renewSessionCookie(c: Context<AppEnv>): void {
  const cookie = readSessionCookie(c.req.header('cookie') ?? null)
  if (c.get('ctx').session && cookie) setSessionCookie(c, cookie, sessionLifetimeMs / 1000)
}

export function clearSessionCookie(c: Context<AppEnv>): void {
  setSessionCookie(c, '', 0)
}

export function giveJourneyCookie(c: Context<AppEnv>, browserToken: string): void {
  setJourneyCookie(c, browserToken, journeyLifetimeMs / 1000)
}

/** What the browser got at its departure. It is good for one return. */
export function takeJourneyCookie(c: Context<AppEnv>): string | undefined {
  setJourneyCookie(c, '', 0)
  return readCookie(c.req.header('cookie') ?? null, journeyCookie.name)
}

/** The address under which this browser sees us. */
export function ownOrigin(c: Context<AppEnv>): string {
  const request = { host: c.req.header('host') ?? null, origin: c.req.header('origin') ?? null }
  return originOf(request, c.get('runtime').config.DISPATCH_PUBLIC_URL)
}

function setSessionCookie(c: Context<AppEnv>, value: string, maxAgeSeconds: number): void {
  c.header('set-cookie', writeSessionCookie(value, { maxAgeSeconds, isSecure: isSecure(c) }), { append: true })
}

function setJourneyCookie(c: Context<AppEnv>, value: string, maxAgeSeconds: number): void {
  c.header('set-cookie', writeCookie({ ...journeyCookie, value }, { maxAgeSeconds, isSecure: isSecure(c) }), { append: true })
}

function isSecure(c: Context<AppEnv>): boolean {
  return ownOrigin(c).startsWith('https:')
}
