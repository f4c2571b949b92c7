// Backups of the embedded database: a copy before each migration, the last three kept. A PostgreSQL server is backed up by its owner.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Config } from '../platform/config.ts'
import type { Database } from '../platform/db/open-database.ts'

const kept = 3
const compress = promisify(gzip)

/** Writes `backups/before-<migration>.tar.gz` into the data directory. */
export async function backUpBeforeMigration(config: Config, database: Database, pending: string[]): Promise<void> {
  if (!database.archive || !pending[0]) return
  const directory = join(config.DISPATCH_DATA_DIR, 'backups')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const archive = await compress(await database.archive())
  await writeFile(join(directory, `before-${pending[0].replace(/\.sql$/, '')}.tar.gz`), archive, { mode: 0o600 })
  const old = (await readdir(directory))
    .filter((name) => name.startsWith('before-'))
    .sort()
    .slice(0, -kept)
  for (const name of old) await rm(join(directory, name))
}
