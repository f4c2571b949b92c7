// `dispatch run watch`.
import type { Command } from 'commander'
import { transcriptPageSchema } from '../../runs/schemas.ts'
import { openTools, type Tools } from '../shared/command.ts'
import { findRun } from './find-run.ts'
import { endAs, followRun, showEntry } from './follow-run.ts'

export async function watchRun(id: string, command: Command): Promise<void> {
  const { after, follow } = command.opts<{ after: number; follow: boolean }>()
  const tools = await openTools(command)
  const run = await findRun(tools.client, id)
  if (follow) return followRun(tools, run, { after })
  await showTranscript(tools, run.id, after)
  return endAs(tools.screen, run)
}

async function showTranscript({ client, screen }: Tools, runId: string, after: number): Promise<void> {
  for (let position = after; ; ) {
    const query = { after: position, limit: 200 }
    const { items } = await client.get(`/api/runs/${runId}/transcript`, transcriptPageSchema, query)
    for (const entry of items) showEntry(screen, entry)
    const last = items.at(-1)
    if (!last) return
    position = last.seq
  }
}
