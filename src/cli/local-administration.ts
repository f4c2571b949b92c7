// What whoever can read the data directory may ask of the running server: a login link, a new password.
import type { Command } from 'commander'
import { readLocalAdministration } from '../access/local-administration.ts'
import { loginLinkSchema, newPasswordSchema } from '../access/schemas.ts'
import { Unavailable } from '../platform/errors.ts'
import { ApiClient } from './shared/client.ts'
import { screenOf } from './shared/command.ts'
import { commandConfig } from './shared/environment.ts'

export async function loginLink(command: Command): Promise<void> {
  const link = await (await localClient()).post('/api/local/login-link', loginLinkSchema)
  const screen = screenOf(command)
  if (screen.json) screen.printJson(link)
  else screen.print(link.url)
}

export async function newPassword(command: Command): Promise<void> {
  const answer = await (await localClient()).post('/api/local/reset-password', newPasswordSchema)
  const screen = screenOf(command)
  if (screen.json) screen.printJson(answer)
  else screen.print(answer.password)
}

/** Never the server of DISPATCH_URL: these are for the machine itself. */
async function localClient(): Promise<ApiClient> {
  const { DISPATCH_DATA_DIR } = commandConfig()
  const local = await readLocalAdministration(DISPATCH_DATA_DIR)
  if (!local) throw new Unavailable('not_running', `No server has run with the data directory ${DISPATCH_DATA_DIR}.`)
  return new ApiClient({ ...local, isLocal: true })
}
