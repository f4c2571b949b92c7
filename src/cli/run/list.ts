// `dispatch run list`.
import type { Command } from 'commander'
import { type Run, runPageSchema } from '../../runs/schemas.ts'
import { openTools } from '../shared/command.ts'
import { readPages } from '../shared/pages.ts'
import { type Column, table } from '../shared/table.ts'
import { ago, money } from '../shared/times.ts'
import { stateOf, styleOf } from './words.ts'

interface Options {
  issue?: string
  agent?: string
  state?: string[]
  limit: number
}

const columns: Column<Run>[] = [
  { title: 'Run', text: ({ id }) => id },
  { title: 'Issue', text: ({ issue_identifier }) => issue_identifier, style: () => 'bold' },
  { title: 'Kind', text: ({ kind }) => kind },
  { title: 'State', text: stateOf, style: styleOf },
  { title: 'Agent', text: ({ agent }) => agent.name },
  { title: 'About', text: ({ activity, issue_title }) => activity ?? issue_title, gives: true },
  { title: 'Cost', text: ({ cost_usd }) => (cost_usd > 0 ? money(cost_usd) : ''), align: 'right' },
  { title: 'Asked', text: ({ created_at }) => ago(created_at), style: () => 'dim', align: 'right' },
]

export async function listRuns(command: Command): Promise<void> {
  const { limit, ...query } = command.opts<Options>()
  const { screen, client } = await openTools(command)
  const page = await readPages(client, { path: '/api/runs', shape: runPageSchema, query, limit })
  if (screen.json) return screen.printJson(page)
  if (page.items.length === 0) return screen.note('No runs. dispatch run start ISSUE makes one.')
  screen.print(table(screen, columns, page.items))
}
