// Carries the file of an agent's session from an earlier run's home into the next. An agent wrote that home, so nothing in it is followed blindly.
import { constants } from 'node:fs'
import { copyFile, mkdir, open, readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'

const sessionBytesMax = 256 * 1024 * 1024

/** True if the session was found, and copied unless it is there already. */
export async function carrySession(fromHome: string, toHome: string, sessionId: string): Promise<boolean> {
  if (!/^[\w-]{1,100}$/.test(sessionId)) return false
  const found = await findSession(join(fromHome, '.claude', 'projects'), `${sessionId}.jsonl`)
  if (!found || fromHome === toHome) return found !== null
  const target = join(toHome, '.claude', 'projects', found.project)
  await mkdir(target, { recursive: true })
  await copyFile(found.path, join(target, `${sessionId}.jsonl`))
  return true
}

async function findSession(projects: string, file: string): Promise<{ path: string; project: string } | null> {
  for (const project of await readdir(projects).catch(() => [])) {
    const path = join(projects, project, file)
    if (await isOwnRegularFile(path)) return { path, project }
  }
  return null
}

/** A file of bearable size at exactly this path: no link to it and none on the way. */
async function isOwnRegularFile(path: string): Promise<boolean> {
  try {
    if ((await realpath(path)) !== path) return false
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const stats = await file.stat()
      return stats.isFile() && stats.size <= sessionBytesMax
    } finally {
      await file.close()
    }
  } catch {
    return false
  }
}
