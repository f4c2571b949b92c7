// A transcript entry as it is stored: bounded, and without the characters that PostgreSQL's JSON refuses.
import { storableCharacters } from '../../platform/db/jsonb-text.ts'
import type { TranscriptEntry } from './agent-adapter.ts'

const STRING_MAX = 100_000
const DEPTH_MAX = 12

export interface StorableEntry {
  kind: TranscriptEntry['kind']
  content: Record<string, unknown>
}

/** `content` has snake_case keys, except inside the input of a tool, which is the tool's own. */
export function toStorable(entry: TranscriptEntry): StorableEntry {
  const { kind, ...fields } = entry
  const content = Object.entries(fields).map(([key, value]) => [
    snakeCase(key),
    isOpaque(key) ? clean(value, 0) : snakeKeys(value),
  ])
  return { kind, content: Object.fromEntries(content) }
}

const isOpaque = (key: string) => key === 'input' || key === 'data'

function snakeKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return clean(value, 0)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [snakeCase(key), clean(inner, 0)]))
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return storableText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= DEPTH_MAX) return '[too deep]'
  if (Array.isArray(value)) return value.slice(0, 1000).map((inner) => clean(inner, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storableText(key), clean(inner, depth + 1)]))
}

/** Bounded, of characters that can be stored. */
export function storableText(text: string): string {
  const cut = text.length > STRING_MAX ? `${text.slice(0, STRING_MAX)}… [${text.length - STRING_MAX} more characters]` : text
  return storableCharacters(cut)
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
