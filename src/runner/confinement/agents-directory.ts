// Where runs live when agents are other users: outside of the private data directory, passable for them and writable for us alone.
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Unavailable } from '../../platform/errors.ts'

const parent = '/var/tmp'
const prefix = 'dispatch-agents-'
/** Names the data directory that the runs belong to, so that they can be removed when it is gone. */
const ownerFile = '.data-directory'

/** Makes the directory and removes those of installations that no longer exist. */
export function makeAgentsDirectory(dataDirectory: string, configured?: string): string {
  if (!configured) removeAbandoned()
  const tag = createHash('sha256').update(dataDirectory).digest('hex').slice(0, 12)
  const directory = configured ?? join(parent, `${prefix}${tag}`)
  mkdirSync(directory, { recursive: true, mode: 0o711 })
  if (!isOurs(directory)) {
    throw new Unavailable(
      'agents_directory',
      `${directory} must be a directory that only Dispatch can write to. Remove it, or configure another one.`,
    )
  }
  chmodSync(directory, 0o711)
  writeFileSync(join(directory, ownerFile), dataDirectory, { mode: 0o600 })
  return directory
}

function removeAbandoned(): void {
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith(prefix))) {
    const directory = join(parent, name)
    const owner = isOurs(directory) ? ownerOf(directory) : null
    if (owner !== null && !existsSync(owner)) rmSync(directory, { recursive: true, force: true })
  }
}

function isOurs(directory: string): boolean {
  const found = lstatSync(directory, { throwIfNoEntry: false })
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o022) === 0
}

function ownerOf(directory: string): string | null {
  const file = join(directory, ownerFile)
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}
