// What an error says, fit to be stored and shown: cleaned of invisible characters, without personal data, capped.
import { removePersonalData } from './personal-data.ts'
import { cleanLine, cleanText } from './text.ts'

/** Enough to be cut off before any cap below it, so that no half of an address is left at the end. */
const MAX_READ = 20_000

/** Text of several lines; null for anything that is no text, or is empty. */
export function safeText(value: unknown, maxLength: number): string | null {
  if (typeof value !== 'string') return null
  return cleanText(removePersonalData(cleanText(value, MAX_READ)), maxLength) || null
}

/** The same on one line. */
export function safeLine(value: unknown, maxLength: number): string | null {
  const text = safeText(value, MAX_READ)
  return text === null ? null : cleanLine(text, maxLength)
}
