// A migrated database, as an archive and as a directory, made once for all test processes and kept between runs.
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

/** The path of the archive that an engine in memory starts from. */
export function embeddedTemplate(): Promise<string> {
  return madeOnce('.tar', makeTemplate)
}

/** The path of an archive in which nothing is migrated yet. */
export function emptyTemplate(): Promise<string> {
  return madeOnce('-empty.tar', async (path) => {
    const engine = await EmbeddedPostgres.open()
    await writeFile(path, await engine.dump())
    await engine.close()
  })
}

/** The path of a data directory with a migrated cluster on disk, to be copied. */
export function embeddedCluster(): Promise<string> {
  return madeOnce('.directory', makeCluster)
}

/** The first caller makes it while the others wait. */
async function madeOnce(ending: string, make: (path: string) => Promise<void>): Promise<string> {
  const name = `template-${ENGINE_GENERATION}-${checksumOf(await readMigrations()).slice(0, 16)}`
  const path = join(cache, `${name}${ending}`)
  await mkdir(cache, { recursive: true })
  while (!(await exists(path))) {
    if (!(await takeLock(`${path}.lock`))) {
      await delay(50)
      continue
    }
    try {
      if (!(await exists(path))) {
        await make(`${path}.part`)
        await removeTemplatesBesides(name)
        await rename(`${path}.part`, path)
      }
    } finally {
      await rm(`${path}.lock`, { force: true })
    }
  }
  return path
}

async function makeTemplate(path: string): Promise<void> {
  const engine = await EmbeddedPostgres.open()
  await furnish(engine)
  await writeFile(path, await engine.dump())
  await engine.close()
}

async function makeCluster(dataDirectory: string): Promise<void> {
  await rm(dataDirectory, { recursive: true, force: true })
  await mkdir(dataDirectory, { mode: 0o700 })
  const engine = await EmbeddedPostgres.open({ dataDirectory })
  await furnish(engine)
  await engine.close()
}

async function furnish(engine: EmbeddedPostgres): Promise<void> {
  const database = embeddedDatabase(engine)
  await migrate(database, { log: silent })
  await installJobSchema(database, silent)
}

/** Of other schemas, and not those of the last minutes: another test process may be about to read one. */
async function removeTemplatesBesides(current: string): Promise<void> {
  const others = (await readdir(cache)).filter((name) => name.startsWith('template-') && !name.startsWith(current))
  for (const name of others) {
    if ((await ageMs(join(cache, name))) > OLD_TEMPLATE_MS) await rm(join(cache, name), { recursive: true, force: true })
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
