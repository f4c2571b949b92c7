// Where a request may come from: the names this server answers to, and which pages may use a person's cookie.

/** What the server knows about its own address. */
export interface ServerAddress {
  port: number
  /** What it listens on. */
  listenHost: string
  publicUrl?: string | undefined
}

export type HostDecision = { kind: 'serve' } | { kind: 'redirect'; host: string } | { kind: 'refuse'; sentence: string }

/**
 * Whether to answer a request for this `Host`. Any other name than our own is refused (421), because a stranger's page
 * can make its name resolve to this machine. Pages of `localhost` move to 127.0.0.1, which has its own cookies.
 */
export function decideHost(request: { host: string | null; method: string; path: string }, server: ServerAddress): HostDecision {
  const host = withPort(request.host?.toLowerCase() ?? '', 80)
  const port = server.port
  if (publicHosts(server.publicUrl).includes(request.host?.toLowerCase() ?? '')) return { kind: 'serve' }
  if (host === `127.0.0.1:${port}` || host === `[::1]:${port}`) return { kind: 'serve' }
  if (
    !isEveryAddress(server.listenHost) &&
    host === `${bracketed(server.listenHost)}:${port}` &&
    server.listenHost !== 'localhost'
  ) {
    return { kind: 'serve' }
  }
  if (host === `localhost:${port}`) {
    const isPage = isSafe(request.method) && !isApi(request.path)
    return isPage && server.listenHost !== '::1' ? { kind: 'redirect', host: `127.0.0.1:${port}` } : { kind: 'serve' }
  }
  return {
    kind: 'refuse',
    sentence: `This server does not answer to that name. Set DISPATCH_PUBLIC_URL to the address that people use, or open http://127.0.0.1:${port}.`,
  }
}

/** A request as far as its origin goes; absent headers are null. */
export interface BrowserRequest {
  method: string
  path: string
  host: string | null
  origin: string | null
  secFetchSite: string | null
}

export type OriginDecision = { allowed: true } | { allowed: false; sentence: string }

const allowed: OriginDecision = { allowed: true }
const foreign: OriginDecision = { allowed: false, sentence: 'The request came from a page of another site.' }

/** Whether a cookie may speak for its owner in this request. */
export function decideCookieUse(request: BrowserRequest, publicUrl: string | undefined): OriginDecision {
  const site = request.secFetchSite
  if (isSafe(request.method)) {
    return isApi(request.path) && (site === 'cross-site' || site === 'same-site') ? foreign : allowed
  }
  if (request.origin !== null) return ownOrigins(request.host, publicUrl).includes(request.origin) ? allowed : foreign
  if (site === 'same-origin') return allowed
  return {
    allowed: false,
    sentence: 'A change by cookie needs the header Origin. Programs send an API key as a bearer token instead.',
  }
}

/** Whether a login may come from here: a browser says its origin, a program says nothing. */
export function decideLogin(request: BrowserRequest, publicUrl: string | undefined): OriginDecision {
  if (request.origin === null && request.secFetchSite === null) return allowed
  return decideCookieUse(request, publicUrl)
}

/** The origin that the browser shows for this request, e.g. to decide about `Secure`. */
export function originOf(request: Pick<BrowserRequest, 'host' | 'origin'>, publicUrl: string | undefined): string {
  const own = ownOrigins(request.host, publicUrl)
  return own.find((origin) => origin === request.origin) ?? own[0] ?? 'http://127.0.0.1'
}

/** Behind a proxy the host may be rewritten, so the public origin counts beside the one that `Host` tells. */
function ownOrigins(host: string | null, publicUrl: string | undefined): string[] {
  const publicOrigin = publicUrl ? new URL(publicUrl).origin : undefined
  const isPublic = publicHosts(publicUrl).includes(host?.toLowerCase() ?? '')
  const origins = isPublic || !host ? [publicOrigin] : [`http://${host.toLowerCase()}`, publicOrigin]
  return origins.filter((origin) => origin !== undefined)
}

function publicHosts(publicUrl: string | undefined): string[] {
  if (!publicUrl) return []
  const { host, protocol } = new URL(publicUrl)
  return [host, withPort(host, protocol === 'https:' ? 443 : 80)]
}

function withPort(host: string, port: number): string {
  return /:\d+$/.test(host) ? host : `${host}:${port}`
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host.toLowerCase()
}

function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

function isApi(path: string): boolean {
  return path === '/api' || path.startsWith('/api/')
}
