// `dispatch run cancel`.
import type { Command } from 'commander'
import { runSchema } from '../../runs/schemas.ts'
import { openTools } from '../shared/command.ts'
import { confirm } from '../shared/confirm.ts'
import { findRun } from './find-run.ts'
import { ending, stateOf } from './words.ts'

export async function cancelRun(id: string, command: Command): Promise<void> {
  const { screen, client } = await openTools(command)
  const run = await findRun(client, id)
  if (run.state === 'finished') {
    if (screen.json) return screen.printJson(run)
    return screen.print(`${run.id} has ended already: ${ending(run)}`)
  }
  await confirm(screen, {
    question: `Stop ${run.agent.name} on ${run.issue_identifier} (${run.kind}, ${stateOf(run)})?`,
    yes: command.opts<{ yes?: boolean }>().yes,
  })
  const canceled = await client.post(`/api/runs/${run.id}/cancel`, runSchema)
  if (screen.json) return screen.printJson(canceled)
  screen.print(`${run.id} is being stopped.`)
}
