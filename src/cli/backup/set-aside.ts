// What a restore replaces in the embedded database is moved aside, not deleted, and comes back when the restore fails.
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../platform/config.ts'
import { lockDataDirectory } from '../../platform/db/embedded/data-directory-lock.ts'
import { Conflict } from '../../platform/errors.ts'
import { embeddedDirectory, hasEmbeddedDatabase } from './open-database.ts'

export interface Aside {
  /** Where it is now. */
  kept: string | undefined
  /** Undoes it. Whatever was made in its place meanwhile is removed. */
  takeBack(): Promise<void>
}

/** Throws Conflict when something is there and `force` is not given, or while a server holds it. A PostgreSQL server is left alone. */
export async function setAside(config: Config, { force }: { force: boolean }): Promise<Aside> {
  if (config.PG_DATABASE_URL) return { kept: undefined, takeBack: async () => {} }
  const directory = embeddedDirectory(config)
  const cluster = join(directory, 'postgres')
  const release = lockDataDirectory(directory)
  try {
    if (!hasEmbeddedDatabase(config)) return { kept: undefined, takeBack: () => rm(cluster, { recursive: true, force: true }) }
    if (!force)
      throw new Conflict(
        'target_not_empty',
        `${config.DISPATCH_DATA_DIR} holds an installation already. Set DISPATCH_DATA_DIR to an empty directory, or replace it with --force.`,
      )
    const kept = `${cluster}-replaced-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`
    await rename(cluster, kept)
    return {
      kept,
      takeBack: async () => {
        await rm(cluster, { recursive: true, force: true })
        await rename(kept, cluster)
      },
    }
  } finally {
    release()
  }
}
