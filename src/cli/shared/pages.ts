// Lists longer than a page of the API.
import type { z } from 'zod'
import type { ApiClient, Query } from './client.ts'

interface Page<Item> {
  items: Item[]
  next_cursor: string | null
}

export interface ListOptions<T> {
  path: string
  shape: z.ZodType<T>
  query: Query
  /** How many items at most. */
  limit: number
  cursor?: string | undefined
}

const pageSize = 200

/** The first page's other members stay; `next_cursor` goes on after the last item. */
export async function readPages<Item, T extends Page<Item>>(client: ApiClient, options: ListOptions<T>): Promise<T> {
  const { path, shape, query, limit } = options
  const ask = (cursor: string | undefined, missing: number) =>
    client.get(path, shape, { ...query, limit: Math.min(pageSize, missing), cursor })
  const first = await ask(options.cursor, limit)
  const items = [...first.items]
  let cursor = first.next_cursor
  while (cursor !== null && items.length < limit) {
    const page = await ask(cursor, limit - items.length)
    items.push(...page.items)
    cursor = page.next_cursor
  }
  return { ...first, items, next_cursor: cursor }
}
