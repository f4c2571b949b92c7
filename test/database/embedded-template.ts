// The archive of a migrated in-memory database, made once for all test processes and kept between runs.
import { access, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { EmbeddedPostgres } from '#src/platform/db/embedded/embedded-postgres.ts'
import { migrate } from '#src/platform/db/migrate.ts'
import { checksumOf, readMigrations } from '#src/platform/db/migrations-on-disk.ts'
import { embeddedDatabase } from '#src/platform/db/open-embedded.ts'
import { installJobSchema } from '#src/platform/jobs/boss.ts'
import { createLogger } from '#src/platform/log.ts'

const silent = createLogger('silent')
const cache = fileURLToPath(new URL('../../node_modules/.cache/dispatch-test/', import.meta.url))
/** Raise it when the engine, its extensions or the job queue change: their state is in the archive. */
const ENGINE_GENERATION = 3
const STALE_LOCK_MS = 60_000
const OLD_TEMPLATE_MS = 600_000

/** The path of the archive; the first caller makes it while the others wait. */
export async function embeddedTemplate(): Promise<string> {
  const checksum = checksumOf(await readMigrations())
  const path = join(cache, `template-${ENGINE_GENERATION}-${checksum.slice(0, 16)}.tar`)
  await mkdir(cache, { recursive: true })
  while (!(await exists(path))) {
    if (!(await takeLock(`${path}.lock`))) {
      await delay(50)
      continue
    }
    try {
      if (!(await exists(path))) await makeTemplate(path)
    } finally {
      await rm(`${path}.lock`, { force: true })
    }
  }
  return path
}

async function makeTemplate(path: string): Promise<void> {
  const engine = await EmbeddedPostgres.open()
  const database = embeddedDatabase(engine)
  await migrate(database, { log: silent })
  await installJobSchema(database, silent)
  await writeFile(`${path}.part`, await engine.dump())
  await database.close()
  await removeOldTemplates()
  await rename(`${path}.part`, path)
}

/** Not those of the last minutes: another test process may be about to read one. */
async function removeOldTemplates(): Promise<void> {
  const templates = (await readdir(cache)).filter((name) => name.startsWith('template-') && name.endsWith('.tar'))
  for (const name of templates) {
    if ((await ageMs(join(cache, name))) > OLD_TEMPLATE_MS) await rm(join(cache, name), { force: true })
  }
}

/** A lock file whose maker died is taken over after a minute. */
async function takeLock(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close()
    return true
  } catch {
    if ((await ageMs(path)) > STALE_LOCK_MS) await rm(path, { force: true })
    return false
  }
}

/** 0 when it is gone. */
async function ageMs(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  )
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
