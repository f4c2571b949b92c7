// `dispatch search`: by words, spelling and meaning.
import type { Command } from 'commander'
import { type SearchHit, searchResultSchema } from '../search/schemas.ts'
import { type FilterOptions, toFilters } from './issue/filters.ts'
import { priorityStyle } from './issue/styles.ts'
import { openTools } from './shared/command.ts'
import { plainLine } from './shared/plain-text.ts'
import type { Screen } from './shared/screen.ts'
import { shorten } from './shared/table.ts'

export async function searchIssues(words: string[], command: Command): Promise<void> {
  const { limit, ...filters } = command.opts<FilterOptions & { limit: number }>()
  const { screen, client } = await openTools(command)
  const query = { ...toFilters(filters), q: words.join(' '), limit }
  const result = await client.get('/api/search', searchResultSchema, query)
  if (screen.json) return screen.printJson(result)
  if (result.items.length === 0) screen.note('Nothing was found.')
  for (const hit of result.items) screen.print(describe(screen, hit))
  if (result.mode === 'lexical')
    screen.note('Found by words only: the search model did not answer or does not know the language.')
}

function describe(screen: Screen, { issue, matched_by, snippet }: SearchHit): string {
  const { identifier, priority, status, title } = issue
  const style = priorityStyle(priority)
  const head = [screen.style('bold', identifier), style ? screen.style(style, priority) : priority, plainLine(title)].join('  ')
  const why = `${status.name} · by ${matched_by.join(', ')}`
  const excerpt = shorten(plainLine(snippet), Math.min(screen.width, 160) - 2)
  return `${head}  ${screen.style('dim', why)}\n  ${screen.style('dim', excerpt)}`
}
