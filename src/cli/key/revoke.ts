// `dispatch key revoke`.
import type { Command } from 'commander'
import { openTools } from '../shared/command.ts'
import { confirm } from '../shared/confirm.ts'

export async function revokeKey(id: string, command: Command): Promise<void> {
  const { screen, client } = await openTools(command)
  await confirm(screen, { question: `Revoke ${id} for good?`, yes: command.opts<{ yes?: boolean }>().yes })
  await client.delete(`/api/keys/${encodeURIComponent(id)}`)
  if (screen.json) return screen.printJson({ id, revoked: true })
  screen.print(`${id} is revoked.`)
}
