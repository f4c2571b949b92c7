// A page as long as an answer may be. Shorter pages are asked for again, since a cut page would lose what its cursor skips.
import { answerBytes, usualBytes } from './domain/answer-size.ts'

/** Summary and cursor come on top. */
const room = usualBytes - 1_000

interface Page {
  items: unknown[]
  next_cursor: string | number | null
}

/** @param load gives the page of at most so many items */
export async function fittingPage<P extends Page>(limit: number, load: (limit: number) => Promise<P>): Promise<P> {
  const page = await load(limit)
  const bytes = answerBytes(page.items)
  if (bytes <= room || page.items.length <= 1) return page
  return fittingPage(Math.max(1, Math.floor((page.items.length * room) / bytes)), load)
}
