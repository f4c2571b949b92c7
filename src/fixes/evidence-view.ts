// An attempt's evidence as it leaves: all names in snake_case, as everywhere in the API. Ids and commits stay as they are.
import { readEvidence } from './evidence.ts'

export function toEvidenceView(stored: unknown): Record<string, unknown> {
  const evidence = readEvidence(stored)
  const lookUps = Object.entries(evidence.look_ups).map(([id, lookUp]) => [id, inSnakeCase(lookUp)])
  return { ...evidence, look_ups: Object.fromEntries(lookUps), verdict: evidence.verdict && inSnakeCase(evidence.verdict) }
}

/** The same record, with the names of all its fields in snake_case. */
export function inSnakeCase(record: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [snakeCase(key), convert(value)]))
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert)
  return typeof value === 'object' && value !== null ? inSnakeCase(value) : value
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
