// `dispatch migrate`: brings the database up to this version and stops.
import { openFoundation } from '../open-runtime.ts'
import { parseConfig, readEnvironment } from '../platform/config.ts'
import { createLogger } from '../platform/log.ts'

export async function migrateOnly(): Promise<void> {
  const config = parseConfig(readEnvironment())
  const { database } = await openFoundation(config, createLogger(config.LOG_LEVEL))
  await database.close()
  process.stdout.write('The database is up to date.\n')
}
