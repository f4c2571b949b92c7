// Long texts come in parts: an agent asks for the next one by its offset.

import { randomBytes } from 'node:crypto'
import { must } from '../../platform/must.ts'
import { type MarkedText, markText, type SourcedText, visibleText } from '../../runs/domain/marked-text.ts'

export interface Excerpt {
  offset?: number
  maxChars: number
}

/** A part of a text, as an agent reads it. */
export interface TextPart {
  source: string
  author: string | null
  text: string
  total_chars: number
  /** Where to go on reading; null at the end. */
  next_offset: number | null
}

/** Unforeseeable, so that no text can close the mark that it stands in. One for each answer. */
export function newBoundary(): string {
  return `data-${randomBytes(9).toString('hex')}`
}

/** The named part of a text, without what nobody can see, inside the boundary. */
export function markPart(from: SourcedText, boundary: string, { offset = 0, maxChars }: Excerpt): TextPart {
  const whole = visibleText(from.text)
  const { source, author, text } = markText(
    { ...from, text: whole.slice(offset, offset + maxChars).toWellFormed() },
    boundary,
    maxChars,
  )
  return {
    source,
    author,
    text,
    total_chars: whole.length,
    next_offset: offset + maxChars < whole.length ? offset + maxChars : null,
  }
}

const marked = /^<(data-[0-9a-f]+)>\n([\s\S]*)\n<\/\1>$/

/** A part of a text that stands inside its boundary already. */
export function partOf(whole: MarkedText, { offset = 0, maxChars }: Excerpt): TextPart {
  const [, boundary = '', inner = ''] = must(marked.exec(whole.text), 'the text stands in no boundary')
  const part = markPart({ ...whole, text: inner }, boundary, { offset, maxChars })
  return { ...part, total_chars: Math.max(part.total_chars, whole.total_chars) }
}
