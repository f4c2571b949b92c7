// Which things a saved filter names that are gone. A view outlives what it was made of; it says so instead of failing.

export interface Known {
  /** Ids, names and categories, in lower case. */
  status: ReadonlySet<string>
  label: ReadonlySet<string>
  assignee: ReadonlySet<string>
}

export type StoredFilters = Readonly<Record<string, string | readonly string[]>>

export function findMissing(filters: StoredFilters, known: Known): { key: string; value: string }[] {
  return (['status', 'label', 'assignee'] as const).flatMap((key) => {
    const named = filters[key] ?? []
    const values = typeof named === 'string' ? [named] : named
    return values.filter((value) => !known[key].has(value.toLowerCase())).map((value) => ({ key, value }))
  })
}
