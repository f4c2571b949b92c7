// Where one run lives on disk: its checkout, the agent's home, and the files that only the platform writes.
import { existsSync, lstatSync } from 'node:fs'
import { lstat, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Invalid } from '../platform/errors.ts'

export interface RunDirectories {
  root: string
  checkout: string
  home: string
  control: string
}

export function directoriesOf(runsDirectory: string, runId: string): RunDirectories {
  if (!/^[\w-]+$/.test(runId)) throw new Invalid([{ path: 'run', message: 'is not an id' }])
  const root = join(runsDirectory, runId)
  return { root, checkout: join(root, 'checkout'), home: join(root, 'home'), control: join(root, 'control') }
}

/** Makes them anew; what an earlier attempt of the same run left is removed, its session excepted if this one goes on with it. */
export async function makeRunDirectories(directories: RunDirectories, keepSession: boolean): Promise<void> {
  await removeRunDirectories(directories, keepSession)
  await mkdir(directories.root, { recursive: true, mode: 0o700 })
  await mkdir(join(directories.home, 'tmp'), { recursive: true })
  await mkdir(join(directories.home, '.claude'), { recursive: true })
  await mkdir(directories.control, { mode: 0o700 })
}

/** Removes the work, and all the rest unless the session may be continued. */
export async function removeRunDirectories(directories: RunDirectories, keepSession: boolean): Promise<void> {
  // The agent owns its home and may have put a link in its place, which nothing here may follow.
  const home = keepSession ? await lstat(directories.home).catch(() => null) : null
  if (home && !home.isDirectory()) await rm(directories.home, { force: true })
  const gone = keepSession ? [directories.checkout, directories.control, join(directories.home, 'tmp')] : [directories.root]
  for (const directory of gone) await rm(directory, { recursive: true, force: true })
}

export function hasCheckout(directories: RunDirectories): boolean {
  return existsSync(join(directories.checkout, '.git'))
}

/** The agent's user, if the directory still belongs to one: a run that was not ended properly. */
export function ownerOfRun(directories: RunDirectories): number | null {
  const owner = lstatSync(directories.root, { throwIfNoEntry: false })?.uid
  return owner === undefined || owner === process.getuid?.() ? null : owner
}
