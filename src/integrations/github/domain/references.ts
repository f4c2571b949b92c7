// Finds what a text names: identifiers of this workspace, vendors' short ids and issue addresses, and whether it claims to close them.
import { spokenText } from './spoken-text.ts'

export interface Prefixes {
  /** The prefix of the workspace now, such as `DISPATCH`. */
  current: string
  /** Prefixes that it had before; their identifiers still name its issues. */
  aliases: readonly string[]
}

export type Reference =
  | { type: 'identifier'; identifier: string }
  /** A candidate such as `CHECKOUT-API-2F`: it counts only if an issue is linked to it. */
  | { type: 'vendor_short_id'; shortId: string }
  | { type: 'vendor_url'; source: 'sentry'; externalId: string }

export type FoundReference = Reference & { closes: boolean }

/** Standards and the like that are written as identifiers are; no workspace may take these as its prefix. */
export const reservedPrefixes: ReadonlySet<string> = new Set(
  (
    'AES ANSI ARM ASCII AVX BASE BOM BS CBC CCITT CIE COVID CP CRC CSS CVE CWE DES DIN DSA EC ECMA ED EN ES FIPS GB GCM GHSA GMT GPT ' +
    'HMAC HTML HTTP HTTPS IEC IEEE IP IPV ISO ITU JIS JSON KOI LF MD MIME MP MPEG NIST OAUTH OSI PBKDF PCI PEP PKCS POSIX PR PSR RC RFC ' +
    'RIPEMD ROT RSA RS SHA SOC SSE SSL STD SVG TCP TLS UCS UDP US USB UTC UTF UUID V WCAG WIN WINDOWS X XML'
  ).split(' '),
)

const CLOSING = '(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)'
const NOT = String.raw`(?:\b(?:not|never|cannot|partially|partly|won['’]?t|doesn['’]?t|don['’]?t|didn['’]?t|can['’]?t|isn['’]?t)\s+(?:(?:yet|fully|really|completely|actually)\s+)?)`
const CLAIM = new RegExp(String.raw`(?<negation>${NOT})?\b${CLOSING}(?:\s*:)?\s+(?:https?:\/\/\S{0,300}\/)?$`, 'i')

const IDENTIFIER = /(?<![\w-])([A-Za-z][A-Za-z0-9]{1,9})-([1-9]\d{0,8})(?![\w]|-\d|\.\d)/g
const SHORT_ID = /(?<![\w-])[A-Z][A-Z0-9_]{0,60}(?:-[A-Z0-9_]{1,60}){0,8}-[0-9A-Z]{1,8}(?![\w-])/g
const SENTRY_ISSUE = /https?:\/\/[\w.:-]{1,255}(?:\/organizations\/[\w-]{1,100})?\/issues\/([1-9]\d{0,19})(?!\d)/g
const MAX_FOUND = 100

/**
 * All references of a text, each once and as a closing claim if any of its places makes one. Identifiers are upper case, but behind
 * a closing keyword any case will do. Quotes, code and comments name nothing.
 */
export function findReferences(text: string, prefixes: Prefixes): FoundReference[] {
  const spoken = spokenText(text)
  const found = new Map<string, FoundReference>()
  const note = (reference: Reference, index: number) => {
    const key = JSON.stringify(reference)
    const closes = claimsToClose(spoken, index) || found.get(key)?.closes === true
    if (found.size < MAX_FOUND || found.has(key)) found.set(key, { ...reference, closes })
  }
  for (const match of spoken.matchAll(IDENTIFIER)) {
    const identifier = canonicalIdentifier(match[1] ?? '', match[2] ?? '', prefixes)
    const isUpper = match[0] === match[0].toUpperCase()
    if (identifier && (isUpper || claimsToClose(spoken, match.index))) note({ type: 'identifier', identifier }, match.index)
  }
  for (const match of spoken.matchAll(SENTRY_ISSUE)) {
    note({ type: 'vendor_url', source: 'sentry', externalId: match[1] ?? '' }, match.index)
  }
  for (const match of spoken.matchAll(SHORT_ID)) {
    const [, prefix = '', number = ''] = /^(.*)-(\d+)$/.exec(match[0]) ?? []
    if (canonicalIdentifier(prefix, number, prefixes) || reservedPrefixes.has(prefix)) continue
    note({ type: 'vendor_short_id', shortId: match[0] }, match.index)
  }
  return [...found.values()]
}

/** The identifiers in a branch name, in any case: `dispatch/dispatch-42-basket` names `DISPATCH-42`. */
export function identifiersInBranch(branch: string, prefixes: Prefixes): string[] {
  const found = [...branch.slice(0, 255).matchAll(/(?<![A-Za-z0-9])([A-Za-z][A-Za-z0-9]{1,9})-([1-9]\d{0,8})(?![A-Za-z0-9])/g)]
  return [
    ...new Set(
      found.map(([, prefix = '', number = '']) => canonicalIdentifier(prefix, number, prefixes)).filter((id) => id !== null),
    ),
  ]
}

function canonicalIdentifier(prefix: string, number: string, { current, aliases }: Prefixes): string | null {
  const upper = prefix.toUpperCase()
  if (reservedPrefixes.has(upper) || (upper !== current && !aliases.includes(upper))) return null
  return `${current}-${number}`
}

function claimsToClose(text: string, index: number): boolean {
  const claim = CLAIM.exec(text.slice(Math.max(0, index - 400), index))
  return claim !== null && claim.groups?.negation === undefined
}
