// May we send to this URL at all? What its text alone tells; what its name resolves to is looked at before each request.
import { type AllowList, isAllowedAddress, isAllowedHost } from './allow-list.ts'
import { parseAddress, whyNotPublic } from './public-address.ts'

export interface Refusal {
  /** Stable, e.g. `private_address`. */
  code: string
  sentence: string
}
export type UrlVerdict = { ok: true; url: URL } | ({ ok: false } & Refusal)

const longest = 2000
/** Below 1024 live mail, remote shells and databases of old; a webhook has no business there. */
const lowPorts = new Set(['', '80', '443'])

/** Never throws. Decimal, octal, hexadecimal and other spellings of addresses are read as a browser reads them. */
export function judgeUrl(text: string, allow: AllowList): UrlVerdict {
  const url = text.length <= longest ? URL.parse(text) : null
  if (!url) return refuse('invalid_url', `must be a URL of at most ${longest} characters, e.g. https://example.com/hooks`)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse('wrong_scheme', 'must begin with https:// or http://')
  if (url.username || url.password) {
    return refuse('credentials_in_url', 'may not contain a user name or password; put a token into the path or the query')
  }
  const host = hostOf(url)
  if (!isAllowedHost(allow, host)) {
    const refusal = judgeAddressText(host, allow) ?? judgePort(url, allow)
    if (refusal) return { ok: false, ...refusal }
  }
  url.hash = ''
  return { ok: true, url }
}

/** The name or address without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

/** Null when it may be connected to, or is a name and no address. */
export function judgeAddressText(text: string, allow: AllowList): Refusal | null {
  const address = parseAddress(text.replace(/%.*$/, ''))
  if (!address || isAllowedAddress(allow, address)) return null
  const why = whyNotPublic(address)
  return why === null
    ? null
    : { code: 'private_address', sentence: `${text} ${why}; whoever runs this server can allow it with OUTBOUND_ALLOW` }
}

function judgePort(url: URL, allow: AllowList): Refusal | null {
  const address = parseAddress(hostOf(url))
  if (lowPorts.has(url.port) || Number(url.port) >= 1024 || (address && isAllowedAddress(allow, address))) return null
  return { code: 'wrong_port', sentence: `the port must be 80, 443, or 1024 and above, not ${url.port}` }
}

function refuse(code: string, sentence: string): UrlVerdict {
  return { ok: false, code, sentence }
}
