// Looks for literal values in every file below some directories.
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** `path: value` for each value that was found. */
export async function findOnDisk(directories: string[], values: string[]): Promise<string[]> {
  const found: string[] = []
  for (const directory of directories.filter((path) => existsSync(path))) {
    for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath, entry.name)
      const content = await readFile(path)
      for (const value of values) if (content.includes(value)) found.push(`${path}: ${value}`)
    }
  }
  return found
}
