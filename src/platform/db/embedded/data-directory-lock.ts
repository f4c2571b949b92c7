// One process per data directory, held by the kernel.
//
// Two engines on one directory destroy it without any error, and PostgreSQL's own postmaster.pid guards nothing in
// WASM. An exclusive transaction on a SQLite file is an fcntl lock, which ends with the process however it dies.
// Never open the lock file otherwise in this process (no copy, no readFile): POSIX drops all locks that a process
// holds on a file when the process closes any descriptor of that file.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Unavailable } from '../../errors.ts'

/** Makes the directory (readable by its owner only) and locks it; returns what releases it. Throws `data_directory_in_use`. */
export function lockDataDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const file = new DatabaseSync(join(directory, 'lock'), { timeout: 0 })
  try {
    file.exec('begin exclusive')
  } catch {
    file.close()
    throw new Unavailable(
      'data_directory_in_use',
      `The data directory ${directory} is in use by another process. Stop that one first, or give this one another ` +
        'DISPATCH_DATA_DIR or a PostgreSQL server in PG_DATABASE_URL.',
    )
  }
  return () => {
    if (file.isOpen) file.close()
  }
}
