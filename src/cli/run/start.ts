// `dispatch run start`.
import type { Command } from 'commander'
import { runSchema } from '../../runs/schemas.ts'
import { openTools } from '../shared/command.ts'
import { UsageError } from '../shared/failure.ts'
import { readTextOption } from '../shared/read-text.ts'
import { followRun } from './follow-run.ts'

interface Options {
  kind: string
  agent?: string
  instructions?: string
  file?: string
  force?: boolean
  reason?: string
  watch?: boolean
}

export async function startRun(issue: string, command: Command): Promise<void> {
  const { kind, agent, file, force, reason, watch, ...options } = command.opts<Options>()
  if (force && !reason) throw new UsageError('--force needs --reason "…": it is recorded.')
  const instructions = await readTextOption({ given: options.instructions, file })
  const { screen, client } = await openTools(command)
  const body = { kind, agent, instructions, force, force_reason: reason }
  const run = await client.post(`/api/issues/${encodeURIComponent(issue)}/runs`, runSchema, body)
  if (watch) return followRun({ screen, client }, run, { after: 0 })
  if (screen.json) return screen.printJson(run)
  screen.print(run.id)
  const start = run.not_before ? `It starts at ${run.not_before}.` : `${run.agent.name} begins to ${kind}.`
  screen.note(`${start} Watch it: dispatch run watch ${run.id}`)
}
