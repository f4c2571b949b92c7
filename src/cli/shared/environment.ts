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
