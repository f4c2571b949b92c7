// `dispatch deliveries list`.
import type { Command } from 'commander'
import { type Delivery, deliveryPageSchema } from '../../intake/schemas.ts'
import { openTools } from '../shared/command.ts'
import { readPages } from '../shared/pages.ts'
import type { Style } from '../shared/screen.ts'
import { type Column, table } from '../shared/table.ts'
import { ago } from '../shared/times.ts'
import { type FilterOptions, toFilter } from './filter.ts'

const styles: Partial<Record<Delivery['state'], Style>> = { failed: 'yellow', dead: 'red', processed: 'green' }

const columns: Column<Delivery>[] = [
  { title: 'Delivery', text: ({ id }) => id },
  { title: 'Source', text: ({ source }) => source },
  { title: 'Kind', text: ({ kind }) => kind },
  { title: 'State', text: ({ state }) => state, style: ({ state }) => styles[state] },
  {
    title: 'Decision',
    text: ({ decision, error }) => error ?? (decision && `${decision.result}: ${decision.reason}`),
    gives: true,
  },
  { title: 'Issue', text: ({ issue }) => issue?.identifier, style: () => 'bold' },
  { title: 'Received', text: ({ received_at }) => ago(received_at), style: () => 'dim', align: 'right' },
]

export async function listDeliveries(command: Command): Promise<void> {
  const { limit, ...options } = command.opts<FilterOptions & { limit: number }>()
  const { screen, client } = await openTools(command)
  const query = toFilter(options)
  const page = await readPages(client, { path: '/api/deliveries', shape: deliveryPageSchema, query, limit })
  if (screen.json) return screen.printJson(page)
  if (page.items.length === 0) return screen.note('There is no such delivery.')
  screen.print(table(screen, columns, page.items))
}
