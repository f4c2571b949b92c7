// A delivery's body as people may see it: readable, without personal data and secrets, and no longer than a page can show.
import { findSecrets } from '../../runs/domain/secret-patterns.ts'
import { removePersonalData } from './personal-data.ts'

export interface ShownBody {
  text: string
  format: 'json' | 'form' | 'text' | 'binary'
  /** Not all of it is shown. */
  truncated: boolean
  /** What the reader should know; null when the body is whole. */
  note: string | null
}

/** More than a person reads; a browser shows it at once. */
const longestView = 256 * 1024
/** Of one string: stack frames carry whole source files. */
const longestString = 20_000
const deepest = 60

// `authorization`, `x-api-key`, `set-cookie`, `csrf_token`, `client_secret` …; `token_type` and `tokens_used` hold no secret.
const secretName =
  /(?:^|[-_.])(?:authorization|cookies?|passw(?:or)?d|pwd|secrets?|tokens?|api[-_]?keys?|private[-_]?key|credentials?|session(?:[-_]?id)?|signature|jwt|x-auth|authentication)$/i
/** Short ones, which may be numbers. */
const secretNumber = /(?:^|[-_.])(?:cvv2?|cvc|pin|otp|card[-_]?number|phone(?:[-_]?number)?)$/i
/** Sentry's tags about the visitor. */
const visitorTag = /^user(?:\.(?:id|username|email|ip|ip_address|name|segment))?$/
const queryName = /^(?:query_string|query|search)$/i
const camelSecret = /(?:Token|Secret|Password|ApiKey|PrivateKey|Cookie|Authorization|SessionId)$/
const personalName = /^(?:e?-?mail(?:_address)?|ip(?:_address)?|remote_addr|x-forwarded-for|x-real-ip|cf-connecting-ip)$/i
/** Sentry's own word for whoever saw the error; GitHub's is a public login. */
const visitorNames = new Set(['id', 'username', 'name', 'geo', 'data', 'segment'])

/** @param source of the delivery: what stands under `user` is a visitor for an error tracker */
export function showBody(body: Uint8Array, source: string, contentType = ''): ShownBody {
  const text = decode(body)
  if (text === null) return { text: '', format: 'binary', truncated: true, note: 'The body is no text, so it is not shown.' }
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(contentType)
  const json = parse(isForm ? (new URLSearchParams(text).get('payload') ?? '') : text)
  if (json === undefined)
    return cut(cleaned(text.slice(0, longestView * 2)), { format: 'text', isCut: text.length > longestView * 2 })
  const budget = { left: longestView, isCut: false }
  const shown = JSON.stringify(hide(json, { source, budget, depth: 0, isVisitor: false }), null, 2)
  return cut(shown, { format: isForm ? 'form' : 'json', isCut: budget.isCut })
}

/** Headers were freed of secrets before they were stored; addresses of people are still in them. */
export function showHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isHidden(name, value) ? '[hidden]' : cleaned(value)]),
  )
}

interface Place {
  source: string
  budget: { left: number; isCut: boolean }
  depth: number
  /** Inside what an error tracker says about a visitor. */
  isVisitor: boolean
}

function hide(value: unknown, place: Place): unknown {
  if (typeof value === 'string') return shorten(value, place)
  if (typeof value === 'number') return hideNumber(value)
  if (typeof value !== 'object' || value === null) return value
  if (place.budget.left <= 0 || place.depth > deepest) return notShown(place)
  const inner = { ...place, depth: place.depth + 1 }
  return Array.isArray(value) ? hideList(value, inner) : hideMembers(Object.entries(value), inner)
}

/** A card's number may come as a number. */
function hideNumber(value: number): unknown {
  const text = String(value)
  return text.length < 13 || cleaned(text) === text ? value : cleaned(text)
}

function hideList(list: readonly unknown[], place: Place): unknown[] {
  const [name, value] = list
  // Headers, tags and query parameters come as pairs.
  if (list.length === 2 && typeof name === 'string' && isHidden(name, value)) return [name, '[hidden]']
  const shown: unknown[] = []
  for (const item of list) {
    place.budget.left -= 8
    if (place.budget.left <= 0) return [...shown, `[${list.length - shown.length} more, not shown]`].concat(markCut(place))
    shown.push(hide(item, place))
  }
  return shown
}

function hideMembers(entries: readonly (readonly [string, unknown])[], place: Place): Record<string, unknown> {
  const named = entries.find(([name]) => name === 'key' || name === 'name' || name === 'header')?.[1]
  const isNamedSecret = typeof named === 'string' && isHidden(named, '')
  return Object.fromEntries(
    entries.map(([name, value]) => {
      place.budget.left -= name.length + 8
      const isHere =
        isHidden(name, value) ||
        (isNamedSecret && name === 'value') ||
        (place.isVisitor && visitorNames.has(name) && value !== null)
      const isVisitor = place.source === 'sentry' && name === 'user'
      return [
        cleaned(name),
        isHere ? '[hidden]' : hide(queryName.test(name) ? withoutSecrets(value) : value, { ...place, isVisitor }),
      ]
    }),
  )
}

/** A query without its question mark, as Sentry sends it. */
function withoutSecrets(value: unknown): unknown {
  return typeof value === 'string' ? cleaned(`?${value.slice(0, longestString)}`).slice(1) : value
}

/** A name that promises a secret or an address of a person, with something in it that could be one. */
function isHidden(name: string, value: unknown): boolean {
  if (value === null || value === undefined || typeof value === 'boolean') return false
  if (secretNumber.test(name)) return typeof value !== 'object'
  if (typeof value === 'number') return false
  if (typeof value === 'string' && visitorTag.test(name)) return true
  return secretName.test(name) || camelSecret.test(name) || personalName.test(name)
}

function shorten(text: string, { budget }: Place): string {
  const length = Math.min(text.length, longestString, Math.max(0, budget.left))
  budget.left -= length
  if (length === text.length) return cleaned(text)
  budget.isCut = true
  return `${cleaned(text.slice(0, length).toWellFormed())}… [${text.length - length} more characters]`
}

function notShown({ budget }: Place): string {
  budget.isCut = true
  return '[not shown]'
}

/** Adds nothing to the list, but remembers that it is not whole. */
function markCut({ budget }: Place): never[] {
  budget.isCut = true
  return []
}

function cleaned(text: string): string {
  return hideSecrets(removePersonalData(text))
}

function hideSecrets(text: string): string {
  let shown = ''
  let from = 0
  for (const { index, length } of findSecrets(text)) {
    shown += `${text.slice(from, index)}[secret]`
    from = index + length
  }
  return shown + text.slice(from)
}

function cut(text: string, { format, isCut }: { format: ShownBody['format']; isCut: boolean }): ShownBody {
  const limit = longestView * 2
  if (text.length <= limit && !isCut) return { text, format, truncated: false, note: null }
  const note = 'The body is too long to be shown whole. What is left out is marked; a replay uses all of it.'
  return { text: text.slice(0, limit).toWellFormed(), format, truncated: true, note }
}

function decode(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return null // no UTF-8: the only thing that a fatal decoder throws for
  }
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined // no JSON: the only thing that JSON.parse throws for
  }
}
