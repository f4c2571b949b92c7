// What every command shares: its options as the whole command line gives them, a screen, and a client of the server.
import { type Command, InvalidArgumentError } from 'commander'
import type { ApiClient } from './client.ts'
import { openScreen, type Screen } from './screen.ts'

export interface Tools {
  screen: Screen
  client: ApiClient
}

/** For commands that speak to a server. */
export async function openTools(command: Command): Promise<Tools> {
  const { ApiClient: Client } = await import('./client.ts')
  return { screen: screenOf(command), client: await Client.open() }
}

export function screenOf(command: Command): Screen {
  return openScreen({ json: command.optsWithGlobals<{ json?: boolean }>().json === true })
}

/** For an option that may be repeated, or hold several values between commas. */
export function collect(value: string, before: string[] = []): string[] {
  return [
    ...before,
    ...value
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean),
  ]
}

/** The same where only some values are possible. */
export function collectOf(choices: readonly string[]): (value: string, before?: string[]) => string[] {
  return (value, before) => {
    const all = collect(value, before)
    const wrong = all.find((one) => !choices.includes(one))
    if (wrong === undefined) return all
    throw new InvalidArgumentError(`It must be one of ${choices.join(', ')}.`)
  }
}
