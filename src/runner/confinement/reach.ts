// Can a user without any rights get to a path? Decides which programs an agent of another user can run at all.
import { type Stats, statSync } from 'node:fs'
import { copyFile, link, mkdir, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** True if the path exists, others may read it, and others may pass all directories above it. */
export function isReachableByOthers(path: string): boolean {
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    if (!hasOtherBit(directory, 0o001)) return false
    if (directory === dirname(directory)) return existing(path) !== undefined
  }
}

/** A path to the same program which others can reach: itself, else a link or copy below `directory`. */
export async function reachableProgram(path: string, directory: string): Promise<string> {
  if (isReachableByOthers(path)) return path
  const stats = statSync(path)
  const copy = join(directory, 'bin', `${stats.ino}-${Math.trunc(stats.mtimeMs)}-${basename(path)}`)
  if (existing(copy)) return copy
  await mkdir(dirname(copy), { recursive: true, mode: 0o755 })
  await link(path, copy).catch(async () => {
    await copyFile(path, `${copy}.part`)
    await rename(`${copy}.part`, copy)
  })
  return copy
}

function hasOtherBit(path: string, bit: number): boolean {
  const stats = existing(path)
  return stats !== undefined && (stats.mode & bit) !== 0
}

function existing(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false })
}
