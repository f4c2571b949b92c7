// A text in parts: what was looked for, and what stands between. Nothing of it is ever markup.

/** In UTF-16 code units, the end not included. */
export interface Highlight {
  start: number
  end: number
}

export interface TextPart {
  text: string
  isMarked: boolean
  /** Where it begins. */
  at: number
}

/** The parts give the whole text again, whatever the places say: those outside of it or inside another one are left out. */
export function textParts(text: string, places: readonly Highlight[]): TextPart[] {
  const parts: TextPart[] = []
  let at = 0
  const add = (end: number, isMarked: boolean) => {
    if (end > at) parts.push({ text: text.slice(at, end), isMarked, at })
    at = Math.max(at, end)
  }
  for (const { start, end } of places.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (!(start >= at && end > start && end <= text.length)) continue
    add(start, false)
    add(end, true)
  }
  add(text.length, false)
  return parts
}
