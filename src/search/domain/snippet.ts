// A line of plain text for a list: no markup, no line breaks, nothing invisible, never long, and where the words stand.

import { isUnspaced } from './terms.ts'

export interface Highlight {
  /** In UTF-16 code units of the text, as JavaScript counts. */
  start: number
  end: number
}

export interface Snippet {
  text: string
  highlights: Highlight[]
}

const maxLength = 240
/** What is shown before the first word that was looked for. */
const lead = 40
const maxHighlights = 20

/** The part of a text that has most of the words. */
export function toSnippet(text: string, words: readonly string[]): Snippet {
  const line = toLine(text)
  const start = chooseStart(line, findWords(line, words))
  const shown = cut(line, start)
  return {
    text: shown,
    highlights: findWords(shown, words)
      .slice(0, maxHighlights)
      .map(({ start: from, end }) => ({ start: from, end })),
  }
}

/** Where the words stand in a short text, such as a title. */
export function highlight(text: string, words: readonly string[]): Highlight[] {
  return findWords(text, words)
    .slice(0, maxHighlights)
    .map(({ start, end }) => ({ start, end }))
}

/** The words of a query in the syntax of `tsquery`: `'invoic'`, `'登' <-> '录'`, `'a' | 'b'`. */
export function wordsOf(queries: readonly string[]): string[] {
  return queries.flatMap((query) => {
    const words = [...query.matchAll(/'((?:[^']|'')+)'/g)].map(([, word = '']) =>
      word.replaceAll("''", "'").replaceAll('\\\\', '\\'),
    )
    return query.includes('<') ? [words.join('')] : words
  })
}

function toLine(text: string): string {
  return text
    .replace(/<!--[\s\S]*?(-->|$)/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[`*#>|]{1,}/g, '')
    .replace(/ {2,}/g, ' ')
    .trim()
    .toWellFormed()
}

interface Place extends Highlight {
  word: string
}

/** Words that begin with a stem, at any place where a name in code may have a part. In order, without overlaps. */
function findWords(text: string, words: readonly string[]): Place[] {
  const stems = words.filter((word) => word !== '').map(toPattern)
  if (stems.length === 0) return []
  const pattern = new RegExp(stems.join('|'), 'giu')
  return [...text.matchAll(pattern)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    word: match[0].toLowerCase().slice(0, 4),
  }))
}

/** A word begins with its stem, and `happi` is the stem of happy; characters of a script without spaces stand anywhere. */
function toPattern(stem: string): string {
  const literal = stem.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  if (isUnspaced(stem)) return literal
  const beginning = /[a-z]{3}i$/.test(stem) ? `${literal.slice(0, -1)}[iy]` : literal
  return `(?<![\\p{L}\\p{N}])${beginning}[\\p{L}\\p{M}]{0,4}`
}

function chooseStart(line: string, places: readonly Place[]): number {
  let best = { start: 0, words: 0 }
  for (const { start } of places) {
    const within = places.filter((place) => place.start >= start && place.end <= start + maxLength - lead)
    const words = new Set(within.map(({ word }) => word)).size
    if (words > best.words) best = { start, words }
  }
  if (best.start <= lead || line.length <= maxLength) return 0
  const space = line.lastIndexOf(' ', best.start - lead)
  return space < best.start - 2 * lead ? best.start - lead : space + 1
}

function cut(line: string, start: number): string {
  const before = start > 0 ? '…' : ''
  const rest = line
    .slice(start)
    .toWellFormed()
    .replace(/^\ufffd/u, '')
  const room = maxLength - before.length
  if (rest.length <= room) return before + rest
  return `${before}${rest
    .slice(0, room - 1)
    .toWellFormed()
    .replace(/\ufffd$/u, '')}…`
}
