// A page of a list, as every list of the API answers.

export interface Page<T> {
  items: T[]
  next_cursor: string | null
}

/** All items of the pages that were loaded, each once: a row that moved between two requests may come twice. */
export function itemsOf<T>(pages: readonly Page<T>[] | undefined, keyOf: (item: T) => string): T[] {
  const byKey = new Map<string, T>()
  for (const page of pages ?? []) for (const item of page.items) byKey.set(keyOf(item), item)
  return [...byKey.values()]
}
