// What a search text asks for: a number, words that the English dictionary knows how to stem, or characters of any script.

export interface Query {
  text: string
  /** `42`, `#42` or `DISPATCH-42`: the number, and the prefix if one was written. */
  identifier: { prefix: string | null; number: number } | null
  /** The full-text dictionary splits Latin and Cyrillic at spaces; it can't find a part of a text written without spaces. */
  needsSubstring: boolean
  /** `-word` or `"phrase"`: then a match of only some words would be the opposite of what was asked. */
  hasOperators: boolean
  /** A few words, of which each may be misspelt. A sentence shares trigrams with everything, at 150 ms in 10,000 issues. */
  isShort: boolean
}

const identifierPattern = /^#?(?:([A-Za-z][A-Za-z0-9]{1,9})-)?(\d{1,15})$/
const unspacedScript =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const maxLength = 500
const maxShortLength = 40
const maxShortWords = 3

/** Reads a search text; control characters count as spaces. */
export function readQuery(input: string): Query {
  const text = input
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, maxLength)
    .toWellFormed()
  const match = identifierPattern.exec(text)
  return {
    text,
    identifier: match ? { prefix: match[1]?.toUpperCase() ?? null, number: Number(match[2]) } : null,
    needsSubstring: unspacedScript.test(text),
    isShort: text.length <= maxShortLength && text.split(' ').length <= maxShortWords,
    hasOperators: /(^|\s)-\S|"/.test(text),
  }
}
