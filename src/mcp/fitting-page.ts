// A page as long as an answer may be. Shorter pages are asked for again, since a cut page would lose what its cursor skips.

const pageBytes = 6_500

interface Page {
  items: unknown[]
  next_cursor: string | number | null
}

/** @param load gives the page of at most so many items */
export async function fittingPage<P extends Page>(limit: number, load: (limit: number) => Promise<P>): Promise<P> {
  const page = await load(limit)
  const bytes = Buffer.byteLength(JSON.stringify(page.items))
  if (bytes <= pageBytes || page.items.length <= 1) return page
  return fittingPage(Math.max(1, Math.floor((page.items.length * pageBytes) / bytes)), load)
}
