// Finds what a text names: identifiers of this workspace, vendors' short ids and issue addresses, and what it says of them.
import { type Claim, claimOf } from './claim.ts'
import { spokenText } from './spoken-text.ts'

export interface Prefixes {
  /** The prefix of the workspace now, such as `DISPATCH`. */
  current: string
  /** Prefixes that it had before; their identifiers still name its issues. */
  aliases: readonly string[]
  /** Hosts (with their port, if any) whose addresses name its issues; in any other address an identifier is somebody else's. */
  hosts?: readonly string[]
}

export type Reference =
  | { type: 'identifier'; identifier: string }
  /** A candidate such as `CHECKOUT-API-2F`: it counts only if an issue is linked to it. */
  | { type: 'vendor_short_id'; shortId: string }
  /** Ids of one vendor's installations may be the same: it counts only if the linked issue is of this host. */
  | { type: 'vendor_url'; source: 'sentry'; host: string; externalId: string }

export type FoundReference = Reference & {
  closes: boolean
  /** Everywhere it is named, the text says that it only has to do with it ("part of", "does not fix"). */
  refers: boolean
}

/** Standards and the like that are written as identifiers are; no workspace may take these as its prefix. */
export const reservedPrefixes: ReadonlySet<string> = new Set(
  (
    'AES ANSI ARM ASCII AVX BASE BOM BS CBC CCITT CIE COVID CP CRC CSS CVE CWE DES DIN DSA EC ECMA ED EN ES FIPS GB GCM GHSA GMT GPT ' +
    'HMAC HTML HTTP HTTPS IEC IEEE IP IPV ISO ITU JIS JSON KOI LF MD MIME MP MPEG NIST OAUTH OSI PBKDF PCI PEP PKCS POSIX PR PSR RC RFC ' +
    'RIPEMD ROT RSA RS SHA SOC SSE SSL STD SVG TCP TLS UCS UDP US USB UTC UTF UUID V WCAG WIN WINDOWS X XML'
  ).split(' '),
)

// Not inside a word, a version, a range (A-1-3), a file name (A-1.png), an e-mail address, an encoded text.
const IDENTIFIER = /(?<![\w+=%&-])([A-Za-z][A-Za-z0-9]{1,9})-([1-9]\d{0,8})(?![\w@]|-\d|\.\w|\/=)/g
const SHORT_ID = /(?<![\w+=%&/-])[A-Z][A-Z0-9_]{0,60}(?:-[A-Z0-9_]{1,60}){0,8}-[0-9A-Z]{1,8}(?![\w-])/g
const ADDRESS = /https?:\/\/[^\s<>"'`)\]]{1,2000}/gi
const SENTRY_PATH = /^(?:\/organizations\/[\w-]{1,100})?\/issues\/([1-9]\d{0,19})(?!\d)/
const MAX_FOUND = 100

/**
 * All references of a text, each once and as a closing claim if any of its places makes one. Identifiers are upper case, but behind
 * a closing keyword any case will do. Quotes, code, comments and addresses of other hosts name nothing.
 */
export function findReferences(text: string, prefixes: Prefixes): FoundReference[] {
  const spoken = withoutForeignLinks(spokenText(text), prefixes)
  const found = new Map<string, FoundReference>()
  const note = (reference: Reference, claim: Claim) => {
    const key = JSON.stringify(reference)
    const known = found.get(key)
    if (claim === 'example' || (!known && found.size >= MAX_FOUND)) return
    const closes = claim === 'closes' || known?.closes === true
    found.set(key, { ...reference, closes, refers: claim === 'refers' && known?.refers !== false })
  }
  for (const { host, path, index, length } of addressesIn(spoken)) {
    const claim = () => claimOf(spoken, index, index + length)
    if (prefixes.hosts?.includes(host)) for (const identifier of identifiersInPath(path, prefixes)) note(identifier, claim())
    const externalId = SENTRY_PATH.exec(path)?.[1]
    if (externalId) note({ type: 'vendor_url', source: 'sentry', host, externalId }, claim())
  }
  const prose = spoken.replace(ADDRESS, (address) => ' '.repeat(address.length))
  for (const match of prose.matchAll(IDENTIFIER)) {
    const identifier = canonicalIdentifier(match[1] ?? '', match[2] ?? '', prefixes)
    const claim = identifier && claimOf(prose, match.index, match.index + match[0].length)
    const isUpper = match[0] === match[0].toUpperCase()
    if (identifier && claim && (isUpper || claim === 'closes')) note({ type: 'identifier', identifier }, claim)
  }
  for (const match of prose.matchAll(SHORT_ID)) {
    const [, prefix = '', number = ''] = /^(.*)-(\d+)$/.exec(match[0]) ?? []
    if (canonicalIdentifier(prefix, number, prefixes) || reservedPrefixes.has(prefix)) continue
    note({ type: 'vendor_short_id', shortId: match[0] }, claimOf(prose, match.index, match.index + match[0].length))
  }
  return [...found.values()]
}

/** The identifiers in a branch name, in any case: `dispatch/dispatch-42-basket` names `DISPATCH-42`. Versions and dates are none. */
export function identifiersInBranch(branch: string, prefixes: Prefixes): string[] {
  const pattern = /(?<![A-Za-z0-9])([A-Za-z][A-Za-z0-9]{1,9})-([1-9]\d{0,8})(?![A-Za-z0-9]|\.[\dx]|-\d\d-\d\d(?!\d))/g
  const found = [...branch.slice(0, 255).matchAll(pattern)]
  return [
    ...new Set(
      found.map(([, prefix = '', number = '']) => canonicalIdentifier(prefix, number, prefixes)).filter((id) => id !== null),
    ),
  ]
}

/** Whether an issue whose address at the vendor is this one may be meant by an address of that host; one vendor has many hosts. */
export function isHostOf(address: string | null, host: string): boolean {
  const stored = address === null ? null : URL.parse(address)?.host
  return !stored || stored === host || (isSentryCloud(stored) && isSentryCloud(host))
}

function isSentryCloud(host: string): boolean {
  return host === 'sentry.io' || host.endsWith('.sentry.io')
}

function addressesIn(text: string): { host: string; path: string; index: number; length: number }[] {
  return [...text.matchAll(ADDRESS)].slice(0, MAX_FOUND).flatMap((match) => {
    const url = URL.parse(match[0])
    return url && !url.username ? [{ host: url.host, path: url.pathname, index: match.index, length: match[0].length }] : []
  })
}

/** `[ABC-1](https://elsewhere/browse/ABC-1)` is an issue of another tracker, even if its key could be ours. */
function withoutForeignLinks(text: string, { hosts = [] }: Prefixes): string {
  return text.replace(/\[([^[\]\n]{1,100})\]\((https?:\/\/[^\s()]{1,500})\)/g, (link, label: string, address: string) => {
    const url = URL.parse(address)
    const isTheirs = url !== null && !hosts.includes(url.host) && url.href.toUpperCase().includes(label.trim().toUpperCase())
    return isTheirs ? ' '.repeat(link.length) : link
  })
}

function identifiersInPath(path: string, prefixes: Prefixes): Reference[] {
  const parts = path.split('/').map((part) => /^([A-Za-z][A-Za-z0-9]{1,9})-([1-9]\d{0,8})$/.exec(part))
  return parts.flatMap((part) => {
    const identifier = part && canonicalIdentifier(part[1] ?? '', part[2] ?? '', prefixes)
    return identifier ? [{ type: 'identifier' as const, identifier }] : []
  })
}

function canonicalIdentifier(prefix: string, number: string, { current, aliases }: Prefixes): string | null {
  const upper = prefix.toUpperCase()
  if (reservedPrefixes.has(upper) || (upper !== current && !aliases.includes(upper))) return null
  return `${current}-${number}`
}
