// Opens what lives as long as the process: the database at the present schema, the clock, the keys.
import { randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readSetting, writeSetting } from './access/store/settings.ts'
import { backUpBeforeMigration } from './installation/back-up.ts'
import { type Clock, createClock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { prepareDataDirectory } from './platform/data-directory.ts'
import { migrate } from './platform/db/migrate.ts'
import { type Database, openDatabase } from './platform/db/open-database.ts'
import { Unavailable } from './platform/errors.ts'
import type { Logger } from './platform/log.ts'
import { createSecretBox, type SecretBox } from './platform/secret-box.ts'

export interface Foundation {
  config: Config
  database: Database
  clock: Clock
  log: Logger
  secrets: SecretBox
  fetch: typeof fetch
}

/** Opens, locks and migrates. Throws AppErrors that say what to do. */
export async function openFoundation(config: Config, log: Logger): Promise<Foundation> {
  await prepareDataDirectory(config.DISPATCH_DATA_DIR)
  const secrets = createSecretBox(config.DISPATCH_SECRET_KEY ?? (await ownSecretKey(config.DISPATCH_DATA_DIR)))
  const database = await openDatabase({
    ...(config.PG_DATABASE_URL
      ? ({ kind: 'postgres', url: config.PG_DATABASE_URL } as const)
      : ({ kind: 'embedded', dataDirectory: join(config.DISPATCH_DATA_DIR, 'database') } as const)),
    onDisturbance: (message, error) => log.warn({ err: error }, `database.${message}`),
    onSlowStatement: (sql, milliseconds) => log.warn({ sql: sql.slice(0, 200), milliseconds }, 'database.slow_statement'),
  })
  try {
    let hadData = false
    const beforeMigrate = (pending: string[]) => {
      hadData = true
      return backUpBeforeMigration(config, database, pending)
    }
    const applied = await migrate(database, { log, beforeMigrate })
    const clock = await openClock(config, database, applied.length > 0 && !hadData)
    return { config, database, clock, log, secrets, fetch }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Written whole, then given its name: no process ever reads half a key, and of two at their first start one makes it. */
async function ownSecretKey(dataDirectory: string): Promise<string> {
  const path = join(dataDirectory, 'secret-key')
  const draft = `${path}.${process.pid}`
  await writeFile(draft, randomBytes(32).toString('base64url'), { mode: 0o600, flush: true })
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft)
  return readFile(path, 'utf8')
}

const clockSchema = z.object({ offset_ms: z.number().int().nonnegative() }).optional()

/** Business time as the database remembers it: a moved test clock survives a crash. */
async function openClock(config: Config, database: Database, isFresh: boolean): Promise<Clock> {
  if (!config.DISPATCH_TEST_CLOCK) return createClock()
  const stored = clockSchema.parse(await readSetting(database.kysely, testClockKey))
  if (!stored && !isFresh) {
    throw new Unavailable(
      'test_clock_refused',
      'DISPATCH_TEST_CLOCK=1 needs an installation that was made with it: start with an empty DISPATCH_DATA_DIR or an empty database.',
    )
  }
  if (!stored) await storeClockOffset(database, 0)
  return createClock(stored?.offset_ms ?? 0)
}

const testClockKey = 'test_clock'

export async function storeClockOffset(database: Database, offsetMs: number): Promise<void> {
  await writeSetting(database.kysely, { key: testClockKey, value: { offset_ms: offsetMs }, now: new Date() })
}
