// One build at a time: two in the same folder would break each other's output. The kernel releases the lock however a builder dies.
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const waitMs = 300_000

/** Waits for another build of the same folder; returns what releases the lock. */
export function lockBuild(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true })
  const database = new DatabaseSync(path, { timeout: waitMs })
  database.exec('begin exclusive')
  return () => database.close()
}
