// The session's cookie: read from a header that may hold anything, written with the attributes that keep it ours.

const sessionCookieName = 'dispatch_session'

/** The first value under our name; undefined when there is none. */
export function readSessionCookie(header: string | null): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const separator = pair.indexOf('=')
    if (separator > 0 && pair.slice(0, separator).trim() === sessionCookieName) return pair.slice(separator + 1).trim()
  }
  return undefined
}

/** A `Set-Cookie` value. `Secure` only where the page is served over TLS, or the browser would drop the cookie. */
export function writeSessionCookie(value: string, options: { maxAgeSeconds: number; isSecure: boolean }): string {
  const attributes = [
    'Path=/',
    `Max-Age=${options.maxAgeSeconds}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(options.isSecure ? ['Secure'] : []),
  ]
  return [`${sessionCookieName}=${value}`, ...attributes].join('; ')
}
