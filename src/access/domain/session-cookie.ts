// Our cookies: read from a header that may hold anything, written with the attributes that keep them ours.

const sessionCookieName = 'dispatch_session'

/** The session's; undefined when there is none. */
export function readSessionCookie(header: string | null): string | undefined {
  return readCookie(header, sessionCookieName)
}

/** The first value under the name; undefined when there is none. */
export function readCookie(header: string | null, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const separator = pair.indexOf('=')
    if (separator > 0 && pair.slice(0, separator).trim() === name) return pair.slice(separator + 1).trim()
  }
  return undefined
}

export interface CookieOptions {
  maxAgeSeconds: number
  isSecure: boolean
}

/** A `Set-Cookie` value. `Secure` only where the page is served over TLS, or the browser would drop the cookie. */
export function writeSessionCookie(value: string, options: CookieOptions): string {
  return writeCookie({ name: sessionCookieName, value, path: '/' }, options)
}

export function writeCookie(cookie: { name: string; value: string; path: string }, options: CookieOptions): string {
  const attributes = [
    `Path=${cookie.path}`,
    `Max-Age=${options.maxAgeSeconds}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(options.isSecure ? ['Secure'] : []),
  ]
  return [`${cookie.name}=${cookie.value}`, ...attributes].join('; ')
}
