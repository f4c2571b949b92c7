// Keeps secrets out of what is stored and shown: first the values that Dispatch knows, in all their spellings, then what looks like one.
import type { TranscriptEntry } from './agent-adapter.ts'
import { findSecrets } from './secret-patterns.ts'

export interface Redactor {
  text(text: string): string
  /** Redacts all texts and field names inside a JSON value. */
  value(value: unknown): unknown
  entry(entry: TranscriptEntry): TranscriptEntry
}

/** Shorter values would hit ordinary words. */
const secretLengthMin = 8
const mark = '[redacted]'

/** A redactor that knows these values; empty and short ones are left out. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const spellings = new Set(secrets.filter((secret) => secret.length >= secretLengthMin).flatMap(spellingsOf))
  const longestFirst = [...spellings].toSorted((a, b) => b.length - a.length)
  const known = longestFirst.length > 0 ? new RegExp(longestFirst.map(RegExp.escape).join('|'), 'g') : null
  const text = (input: string) => withoutPatterns(known ? input.replace(known, mark) : input)
  const value = (input: unknown): unknown => {
    if (typeof input === 'string') return text(input)
    if (Array.isArray(input)) return input.map(value)
    if (input === null || typeof input !== 'object') return input
    return Object.fromEntries(Object.entries(input).map(([name, inner]) => [text(name), value(inner)]))
  }
  return { text, value, entry: (entry) => redactEntry(entry, { text, value }) }
}

/** The value as it stands, in URLs, in JSON, in hex, and in base64 wherever it starts in the encoded text. */
export function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8')
  const base64 = [0, 1, 2].flatMap((offset) => {
    const inner = innerBase64(bytes, offset)
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')]
  })
  const spellings = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), bytes.toString('hex'), ...base64]
  return spellings.filter((spelling) => spelling.length >= secretLengthMin)
}

/** The characters of a base64 text that depend on these bytes alone, when `offset` other bytes stand before them. */
function innerBase64(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
  const start = [0, 2, 3][offset] ?? 0
  const tail = (offset + bytes.length) % 3
  const end = encoded.length - (tail === 0 ? 0 : tail === 1 ? 3 : 2)
  return encoded.slice(start, end)
}

function withoutPatterns(text: string): string {
  const matches = findSecrets(text)
  if (matches.length === 0) return text
  let result = ''
  let position = 0
  for (const { kind, index, length } of matches) {
    result += `${text.slice(position, index)}[redacted ${kind}]`
    position = index + length
  }
  return result + text.slice(position)
}

function redactEntry(entry: TranscriptEntry, redact: Omit<Redactor, 'entry'>): TranscriptEntry {
  switch (entry.kind) {
    case 'tool_call':
      return { ...entry, name: redact.text(entry.name), input: redact.value(entry.input) }
    case 'system':
      return { ...entry, text: redact.text(entry.text), ...(entry.data && { data: redactRecord(entry.data, redact) }) }
    default:
      return { ...entry, text: redact.text(entry.text) }
  }
}

function redactRecord(data: Record<string, unknown>, redact: Omit<Redactor, 'entry'>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).map(([name, inner]) => [redact.text(name), redact.value(inner)]))
}
