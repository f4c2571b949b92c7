// What the live stream does to loaded issues and lists of them.
import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query'
import type { LiveEvent } from '../../ui/live/event-chain.ts'
import type { Page } from '../../ui/page.ts'
import { issueKeys } from './issue-queries.ts'
import type { Card } from './issue-types.ts'

/** Shows the new state of a listed issue at once, before the list is asked for again. */
export function patchIssueLists(client: QueryClient, event: LiveEvent): void {
  const card = event.issue as Card | null
  if (!card) return
  client.setQueriesData<Listed<Card>>({ queryKey: issueKeys.lists }, (data) => data && replaceListed(data, card))
}

/** A list that goes on page by page, or one that is loaded whole, as the sub-issues of an issue are. */
type Listed<T> = InfiniteData<Page<T>> | Page<T>

export function replaceListed<T extends { id: string; revision: number }>(data: Listed<T>, item: T): Listed<T> {
  if ('pages' in data) return replaceInPages(data, item)
  return replaceInPages({ pages: [data], pageParams: [] }, item).pages[0] ?? data
}

/** The same data with the card replaced where it stands; the very same object when it stands nowhere. */
function replaceInPages<T extends { id: string; revision: number }>(data: InfiniteData<Page<T>>, item: T): InfiniteData<Page<T>> {
  const isListed = data.pages.some((page) => page.items.some((known) => known.id === item.id && known.revision <= item.revision))
  if (!isListed) return data
  const pages = data.pages.map((page) => ({ ...page, items: page.items.map((known) => (known.id === item.id ? item : known)) }))
  return { ...data, pages }
}

/** The answers about one issue that an event makes stale, and the lists when their order or membership may have changed. */
export function issueKeysTouchedBy(event: LiveEvent): QueryKey[] {
  const card = event.issue as Card | null
  const names = [event.issue_id, card?.id, card?.identifier].filter((name): name is string => typeof name === 'string')
  const keys: QueryKey[] = [...new Set(names)].map((name) => issueKeys.one(name))
  const isAboutIssues = event.type.startsWith('issue.')
  return isAboutIssues ? [...keys, issueKeys.lists] : keys
}
