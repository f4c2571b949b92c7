// `dispatch key list`.
import type { Command } from 'commander'
import { type ApiKey, apiKeyPageSchema } from '../../access/schemas.ts'
import { openTools } from '../shared/command.ts'
import { readPages } from '../shared/pages.ts'
import { type Column, table } from '../shared/table.ts'
import { ago } from '../shared/times.ts'

const columns: Column<ApiKey>[] = [
  { title: 'Id', text: ({ id }) => id },
  { title: 'Name', text: ({ name }) => name, gives: true, style: ({ revoked_at }) => (revoked_at ? 'dim' : 'bold') },
  { title: 'Scopes', text: ({ scopes }) => scopes.join(', ') },
  { title: 'Key', text: ({ hint }) => hint, style: () => 'dim' },
  { title: 'Made', text: ({ created_at }) => ago(created_at), align: 'right' },
  { title: 'Used', text: ({ last_used_at }) => (last_used_at ? ago(last_used_at) : 'never'), align: 'right' },
  { title: 'State', text: ({ revoked_at }) => (revoked_at ? 'revoked' : 'valid') },
]

export async function listKeys(command: Command): Promise<void> {
  const { screen, client } = await openTools(command)
  const page = await readPages(client, { path: '/api/keys', shape: apiKeyPageSchema, query: {}, limit: 10_000 })
  if (screen.json) return screen.printJson(page)
  if (page.items.length === 0) return screen.note('No keys. dispatch key create NAME --scope read makes one.')
  screen.print(table(screen, columns, page.items))
}
