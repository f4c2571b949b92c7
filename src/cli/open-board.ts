// `dispatch open`: the board in the browser, logged in where that is possible.
import { spawn } from 'node:child_process'
import type { Command } from 'commander'
import { loginLinkSchema } from '../access/schemas.ts'
import type { ApiClient } from './shared/client.ts'
import { openTools } from './shared/command.ts'
import { hasScreen, personalSetting } from './shared/env.ts'

export async function openBoard(command: Command): Promise<void> {
  const { screen, client } = await openTools(command)
  const url = await addressToOpen(client)
  if (screen.json) return screen.printJson({ url })
  const isOpened = await startBrowser(url)
  screen.print(isOpened ? client.server.url : url)
  if (!isOpened) screen.note('No browser could be started here: open the address.')
}

/** On the machine of the server with a link that logs in once; elsewhere the board asks for the password. */
async function addressToOpen(client: ApiClient): Promise<string> {
  return client.server.isLocal ? (await client.post('/api/local/login-link', loginLinkSchema)).url : client.server.url
}

function startBrowser(url: string): Promise<boolean> {
  const [file, ...args] = browserCommand()
  if (file === undefined) return Promise.resolve(false)
  return new Promise((resolve) => {
    const browser = spawn(file, [...args, url], { stdio: 'ignore', detached: true })
    browser.on('error', () => resolve(false))
    browser.on('exit', (code) => resolve(code === 0))
    browser.on('spawn', () => browser.unref())
  })
}

/** Only where there is a screen to show it on: a browser in the terminal would be in the way. */
function browserCommand(): string[] {
  const chosen = personalSetting('BROWSER')
  if (chosen) return [chosen]
  if (process.platform === 'darwin') return ['open']
  return hasScreen() ? ['xdg-open'] : []
}
