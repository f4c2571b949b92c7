// The migration files: their order, names and checksums.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Migration {
  /** The file's name, e.g. `0001_workspaces.sql`. */
  name: string
  sql: string
  /** sha256 hex of the text with Unix line ends, so that a checkout on Windows gives the same. */
  checksum: string
}

/** Where the product's own migrations are. */
export const migrationsDirectory = fileURLToPath(new URL('../../../migrations', import.meta.url))

const FILE_NAME = /^\d{4}_[a-z0-9_]+\.sql$/

/** All `NNNN_name.sql` of a directory in their order. */
export async function readMigrations(directory = migrationsDirectory): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => FILE_NAME.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = (await readFile(join(directory, name), 'utf8')).replaceAll('\r\n', '\n')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/** One checksum for a whole set: two databases with the same one have the same schema. */
export function checksumOf(migrations: Migration[]): string {
  const hash = createHash('sha256')
  for (const { name, checksum } of migrations) hash.update(`${name} ${checksum}\n`)
  return hash.digest('hex')
}
