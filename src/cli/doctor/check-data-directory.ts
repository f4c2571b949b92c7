// Whether the data directory can be used, and whether others can look into it.
import { constants } from 'node:fs'
import { access, readdir, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Config } from '../../platform/config.ts'
import { hasEmbeddedDatabase } from '../backup/open-database.ts'
import type { Examined } from './doctor.ts'
import { broken, type Finding, ok, warning } from './finding.ts'

const privateFiles = ['secret-key', 'local-admin.json', 'initial-password']
const gigabyte = 1e9

export async function checkDataDirectory({ config }: Examined): Promise<Finding[]> {
  const path = config.DISPATCH_DATA_DIR
  const stats = await stat(path).catch(() => undefined)
  if (!stats) return [await checkParent(path)]
  if (!stats.isDirectory()) return [broken('directory', `${path} is a file.`, 'Set DISPATCH_DATA_DIR to a directory.')]
  const findings = [await checkRights(path, stats.mode), ...(await checkFiles(config)), await checkSpace(path)]
  return [...findings.filter((finding) => finding !== undefined), ...(await checkEnvironmentFile())]
}

async function checkParent(path: string): Promise<Finding> {
  let place = dirname(path)
  while (!(await stat(place).catch(() => undefined)) && place !== dirname(place)) place = dirname(place)
  const isWritable = (await stat(place)).isDirectory() && (await canWrite(place))
  return isWritable
    ? ok('directory', `${path} is made at the first start`)
    : broken(
        'directory',
        `${path} cannot be made: ${place} is no directory that this user may write to.`,
        `Make it: install -d -m 700 -o "$USER" ${path}`,
      )
}

async function checkRights(path: string, mode: number): Promise<Finding> {
  if (!(await canWrite(path)))
    return broken(
      'directory',
      `${path} is not writable for this user.`,
      `chown -R "$USER" ${path}, or start Dispatch as its owner.`,
    )
  if ((mode & 0o077) !== 0)
    return warning('directory', `Other users can look into ${path} (mode ${octal(mode)}).`, `chmod 700 ${path}`)
  return ok('directory', `${path}, mode ${octal(mode)}`)
}

async function checkFiles(config: Config): Promise<Finding[]> {
  const path = config.DISPATCH_DATA_DIR
  const names = await readdir(path).catch((): string[] => [])
  const open: string[] = []
  for (const name of names.filter((one) => privateFiles.includes(one)))
    if (((await stat(join(path, name))).mode & 0o077) !== 0) open.push(name)
  const findings = open.map((name) => broken(name, 'Other users can read it.', `chmod 600 ${join(path, name)}`))
  const isKeyMissing = hasEmbeddedDatabase(config) && !config.DISPATCH_SECRET_KEY && !names.includes('secret-key')
  if (isKeyMissing) {
    const mend =
      'Put the old file secret-key back, or set DISPATCH_SECRET_KEY. Without it stored webhook secrets must be set anew.'
    findings.push(broken('secret-key', 'The key of stored secrets is gone.', mend))
  }
  return findings
}

async function checkSpace(path: string): Promise<Finding | undefined> {
  const { bavail, bsize } = await statfs(path)
  const free = bavail * bsize
  const said = `${(free / gigabyte).toFixed(1)} GB free`
  if (free < 0.2 * gigabyte) return broken('disk', said, 'Make room: the database stops when the disk is full.')
  return free < 2 * gigabyte ? warning('disk', said, 'Checkouts of runs need room: make some.') : ok('disk', said)
}

async function checkEnvironmentFile(): Promise<Finding[]> {
  const stats = await stat('.env').catch(() => undefined)
  if (!stats || (stats.mode & 0o077) === 0) return []
  return [warning('.env', `Other users can read it (mode ${octal(stats.mode)}).`, 'chmod 600 .env')]
}

function canWrite(path: string): Promise<boolean> {
  return access(path, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8)
}
