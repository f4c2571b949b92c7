// `dispatch migrate`: brings the database up to this version and stops.
import { openFoundation } from '../open-runtime.ts'
import { createLogger } from '../platform/log.ts'
import { commandConfig } from './shared/environment.ts'

export async function migrateOnly(): Promise<void> {
  const config = commandConfig()
  const { database } = await openFoundation(config, createLogger(config.LOG_LEVEL))
  await database.close()
  process.stdout.write('The database is up to date.\n')
}
