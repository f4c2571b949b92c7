// Files in the data directory that only its owner may read.
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises'

/** Makes the directory if need be, and closes it to others either way. */
export async function ensurePrivateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  await chmod(path, 0o700)
}

/** Replaces the file in one step; nobody else can read it at any moment. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const part = `${path}.part`
  await rm(part, { force: true }) // left by a crash, it would keep its own mode
  await writeFile(part, text, { mode: 0o600, flag: 'wx' })
  await rename(part, path)
}
