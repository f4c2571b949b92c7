// The filter options of lists and of search as the API takes them.
import { categories } from '../../issues/domain/category.ts'
import type { Query } from '../shared/client.ts'

export interface FilterOptions {
  status?: string[]
  category?: string[]
  priority?: string[]
  label?: string[]
  assignee?: string[]
  source?: string[]
  needsAttention?: boolean
}

const closed = new Set<string>(['done', 'canceled'])

export function toFilters({ needsAttention, ...lists }: FilterOptions): Query {
  const { status, category, priority, label, assignee, source } = lists
  return { status, category, priority, label, assignee, source, needs_attention: needsAttention }
}

/** The kinds of columns that a list shows when none is named. */
export function categoriesOf(state: 'open' | 'closed' | 'all'): readonly string[] | undefined {
  if (state === 'all') return undefined
  return categories.filter((category) => closed.has(category) === (state === 'closed'))
}
