// `dispatch issue list`: one line an issue.
import type { Command } from 'commander'
import { type Card, issuePageSchema } from '../../issues/schemas.ts'
import { openTools } from '../shared/command.ts'
import { readPages } from '../shared/pages.ts'
import type { Screen } from '../shared/screen.ts'
import { type Column, table } from '../shared/table.ts'
import { ago } from '../shared/times.ts'
import { categoriesOf, type FilterOptions, toFilters } from './filters.ts'
import { priorityStyle } from './styles.ts'

interface Options extends FilterOptions {
  state: 'open' | 'closed' | 'all'
  query?: string
  updatedSince?: string
  sort: string
  limit: number
  cursor?: string
}

export async function listIssues(command: Command): Promise<void> {
  const { state, query: q, updatedSince, sort, limit, cursor, ...filters } = command.opts<Options>()
  const { screen, client } = await openTools(command)
  const category = filters.category ?? (filters.status ? undefined : categoriesOf(state))
  const query = { ...toFilters(filters), category, q, updated_since: updatedSince, sort }
  const page = await readPages(client, { path: '/api/issues', shape: issuePageSchema, query, limit, cursor })
  if (screen.json) return screen.printJson(page)
  if (page.items.length === 0) return screen.note('No issues. dispatch issue create makes one.')
  screen.print(cardTable(screen, page.items))
  if (page.next_cursor) screen.note(`There are more: --limit, or --cursor ${page.next_cursor}`)
}

export function cardTable(screen: Screen, cards: readonly Card[]): string {
  const columns: Column<Card>[] = [
    { title: 'Issue', text: ({ identifier }) => identifier, style: () => 'bold' },
    { title: 'P', text: ({ priority }) => priority, style: ({ priority }) => priorityStyle(priority) },
    { title: 'Status', text: ({ status }) => status.name },
    { title: 'Title', text: ({ title }) => title, gives: true },
    { title: 'Assignee', text: ({ assignee }) => assignee?.name },
    { title: 'Waits for', text: ({ waiting_on: { who } }) => (who === 'nobody' ? '' : who.replace('_', ' ')) },
    { title: 'Updated', text: ({ updated_at }) => ago(updated_at), style: () => 'dim', align: 'right' },
  ]
  return table(screen, columns, cards)
}
