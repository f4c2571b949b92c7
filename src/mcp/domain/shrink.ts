// Keeps answers small: an agent pays for every token that it reads, and can ask for more.
import { answerBytes } from './answer-size.ts'

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

const shortestCut = 200

/** The same value with its longest texts cut, and then its longest lists, until it has at most `maxBytes` as an answer. */
export function shrink(value: unknown, maxBytes: number): Record<string, unknown> {
  // Through JSON once: dates become text, and what is left is a copy of our own.
  const copy = JSON.parse(JSON.stringify(value)) as { [name: string]: Json }
  for (;;) {
    const excess = answerBytes(copy) - maxBytes
    if (excess <= 0) return copy
    const place = findLargest(copy)
    if (!place) return copy
    place.cut(excess)
  }
}

interface Place {
  size: number
  cut(excess: number): void
}

/** Texts first; a list loses items only when no text is long any more. */
function findLargest(root: { [name: string]: Json }): Place | undefined {
  const texts: Place[] = []
  const lists: Place[] = []
  visit(root, texts, lists)
  const largest = (places: Place[]) =>
    places.reduce<Place | undefined>((best, place) => (!best || place.size > best.size ? place : best), undefined)
  return largest(texts) ?? largest(lists)
}

function visit(value: Json[] | { [name: string]: Json }, texts: Place[], lists: Place[]): void {
  if (Array.isArray(value) && value.length > 1)
    lists.push({ size: value.length, cut: () => void value.splice(Math.ceil(value.length * 0.9) - 1) })
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'string' && inner.length > shortestCut) {
      texts.push({ size: inner.length, cut: (excess) => void Reflect.set(value, name, shorten(inner, excess)) })
    } else if (inner !== null && typeof inner === 'object') visit(inner, texts, lists)
  }
}

/** Keeps the end mark of a quoted text, so that nothing after it seems to belong to it. */
function shorten(text: string, excess: number): string {
  const close = /\n<\/data-[0-9a-f]+>$/.exec(text)?.[0] ?? ''
  const body = text.slice(0, text.length - close.length)
  const kept = Math.max(shortestCut / 2, body.length - excess - 60)
  return `${body.slice(0, Math.min(kept, body.length - 60)).toWellFormed()} … [${body.length - kept} more characters]${close}`.slice(
    0,
    Math.max(shortestCut, text.length - 1),
  )
}
