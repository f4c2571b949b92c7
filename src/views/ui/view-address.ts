// A saved view is an address of the list or the board, and an address can be saved as a view.
import type { View } from '../schemas.ts'

export const viewParam = 'view'

const singles = new Set(['q', 'updated_since', 'needs_attention'])
const manies = new Set(['status', 'category', 'priority', 'label', 'assignee', 'source', 'waiting'])
/** All that an address may say about what is shown. */
export const savedKeys = [...manies, ...singles, 'sort'] as const

const ownOf = { board: '/board', list: '/issues' } as const

type Saved = Pick<View, 'filters' | 'sort'>

/** Where the view is seen. */
export function viewPath(view: Pick<View, 'id' | 'layout'> & Saved): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(view.filters))
    for (const item of typeof value === 'string' ? [value] : value) search.append(key, item)
  if (view.sort) search.set('sort', view.sort)
  search.set(viewParam, view.id)
  return `${ownOf[view.layout]}?${search}`
}

/** What of an address a view keeps. */
export function savedOf(search: URLSearchParams): Saved {
  const filters: Record<string, string | string[]> = {}
  for (const key of new Set(search.keys())) {
    const values = search.getAll(key).filter(Boolean)
    if (values.length === 0) continue
    if (manies.has(key)) filters[key] = values
    else if (singles.has(key)) filters[key] = values[0] ?? ''
  }
  // The list makes sure that its order is one that there is.
  return { filters, sort: (search.get('sort') || null) as View['sort'] }
}

/** Whether the address shows something else than what the view keeps. */
export function isChanged(view: Saved, now: Saved): boolean {
  return canonical(view) !== canonical(now)
}

function canonical({ filters, sort }: Saved): string {
  const entries = Object.entries(filters)
    .map(([key, value]): [string, string[]] => [key, typeof value === 'string' ? [value] : [...value].sort()])
    .filter(([, values]) => values.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([entries, sort === '-updated' ? null : sort])
}
