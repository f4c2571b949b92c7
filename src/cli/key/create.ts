// `dispatch key create`: stdout has the key and nothing else, so that a script can take it.
import type { Command } from 'commander'
import { createdApiKeySchema } from '../../access/schemas.ts'
import { openTools } from '../shared/command.ts'

export async function createKey(name: string, command: Command): Promise<void> {
  const { scope: scopes } = command.opts<{ scope: string[] }>()
  const { screen, client } = await openTools(command)
  const key = await client.post('/api/keys', createdApiKeySchema, { name, scopes })
  if (screen.json) return screen.printJson(key)
  screen.print(key.key)
  screen.note(`Shown this once. It may ${key.scopes.join(', ')}. To end it: dispatch key revoke ${key.id}`)
}
