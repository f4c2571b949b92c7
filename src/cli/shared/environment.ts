// The environment of a command, read once: the launcher's pipe can be read no second time.
import { type Config, type Environment, parseConfig, readEnvironment } from '../../platform/config.ts'

let environment: Environment | undefined

export function commandEnvironment(): Environment {
  environment ??= readEnvironment()
  return environment
}

/** Throws ConfigError with every wrong value. */
export function commandConfig(): Config {
  return parseConfig(commandEnvironment())
}

/** Set by the person at the terminal, never by a `.env` that happens to lie in the folder. */
export function personalSetting(name: 'DISPATCH_URL' | 'EDITOR' | 'VISUAL' | 'BROWSER'): string | undefined {
  return process.env[name]?.trim() || undefined
}
