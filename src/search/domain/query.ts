// What a search text asks for: an identifier, words to be ranked by, phrases that must be there, words that must not.
import { readTerms } from './terms.ts'

export interface Query {
  /** Without operators: what the encoder reads and what titles may contain literally. */
  text: string
  /** `42`, `#42`, `DISPATCH-42` or `dispatch 42`: the number, and the prefix if one was written. */
  identifier: { prefix: string | null; number: number } | null
  /** What full text ranks by: words, names in code and their parts, pairs of characters. */
  terms: string[]
  /** `"exactly this"`. */
  phrases: string[]
  /** `-this`, `-"or this"`. */
  excluded: string[]
}

const identifierPattern = /^#?(?:([A-Za-z][A-Za-z0-9]{1,9})[- ])?#?(\d{1,15})$/
const operatorPattern = /(?<=^|\s)(-?)"([^"]+)"|(?<=^|\s)-([^\s"-]\S*)/g
const maxLength = 500

/** Reads a search text; control characters count as spaces. */
export function readQuery(input: string): Query {
  const whole = input
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, maxLength)
    .toWellFormed()
  const match = identifierPattern.exec(whole)
  return {
    ...readOperators(whole),
    identifier: match ? { prefix: match[1]?.toUpperCase() ?? null, number: Number(match[2]) } : null,
  }
}

function readOperators(whole: string): Omit<Query, 'identifier'> {
  const phrases: string[] = []
  const excluded: string[] = []
  const text = whole
    .replace(operatorPattern, (_, minus: string | undefined, quoted: string | undefined, word: string | undefined) => {
      if (word !== undefined || minus === '-') {
        excluded.push((word ?? quoted ?? '').trim())
        return ' '
      }
      phrases.push((quoted ?? '').trim())
      return ` ${quoted} `
    })
    .replace(/\s+/g, ' ')
    .trim()
  // Nothing but exclusions asks for nothing: then a minus is only a sign.
  if (text === '') return { text: whole, terms: readTerms(whole), phrases: [], excluded: [] }
  return { text, terms: readTerms(text), phrases: phrases.filter((phrase) => phrase !== ''), excluded }
}
