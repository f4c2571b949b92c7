// `dispatch restore`: puts a backup of either engine into the database that is configured here.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { ensurePrivateDirectory } from '../../access/private-file.ts'
import type { BackupHeader } from '../../installation/backup/format.ts'
import { openBackup } from '../../installation/backup/read-backup.ts'
import { assertKnown, restoreBackup } from '../../installation/backup/restore-backup.ts'
import { installSecretKey, type KeyOutcome } from '../../installation/backup/secret-key.ts'
import { verifyBackup } from '../../installation/backup/verify-backup.ts'
import { createLogger } from '../../platform/log.ts'
import { screenOf } from '../shared/command.ts'
import { confirm } from '../shared/confirm.ts'
import { commandConfig } from '../shared/environment.ts'
import { UsageError } from '../shared/failure.ts'
import { openProgress } from '../shared/progress.ts'
import type { Screen } from '../shared/screen.ts'
import { describeDatabase, openInstallation } from './open-database.ts'
import { setAside } from './set-aside.ts'

interface Options {
  force?: boolean
  yes?: boolean
  secretKeyFile?: string
}

export async function restore(file: string, command: Command): Promise<void> {
  const { force = false, yes, secretKeyFile } = command.opts<Options>()
  const screen = screenOf(command)
  const config = commandConfig()
  const path = resolve(file)
  const givenKey = secretKeyFile === undefined ? undefined : await readKeyFile(secretKeyFile)
  const checking = openProgress('Checking ', 0)
  const header = await verifyBackup(path, checking.set).finally(() => checking.end())
  await assertKnown(header)
  if (force) await confirm(screen, { question: `Replace everything in ${describeDatabase(config)}?`, yes, typed: 'replace' })
  await ensurePrivateDirectory(config.DISPATCH_DATA_DIR)
  const aside = await setAside(config, { force })
  const progress = openProgress('Restoring', 0)
  try {
    const database = await openInstallation(config)
    try {
      const backup = await openBackup(path)
      await restoreBackup(database, { backup, force, log: createLogger('silent'), onProgress: progress.set })
    } finally {
      await database.close()
    }
  } catch (error) {
    await aside.takeBack()
    throw error
  } finally {
    progress.end()
  }
  report(screen, {
    header,
    key: await installSecretKey(config, header, givenKey),
    kept: aside.kept,
    target: describeDatabase(config),
  })
}

async function readKeyFile(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UsageError(`${path} cannot be read.`)
  })
  return text.trim()
}

interface Report {
  header: BackupHeader
  key: KeyOutcome
  kept: string | undefined
  target: string
}

function report(screen: Screen, result: Report): void {
  const { header, key, kept } = result
  const rows = header.tables.reduce((sum, table) => sum + table.rows, 0)
  const { created_at, engine } = header
  if (screen.json) screen.printJson({ created_at, engine, rows, secret_key: key.kind, replaced: kept ?? null })
  else tell(screen, { ...result, rows })
}

function tell(screen: Screen, { header, key, kept, target, rows }: Report & { rows: number }): void {
  screen.print(`${rows} rows of ${header.tables.length} tables are in ${target}, each table compared with the backup.`)
  screen.note(`It is as it was at ${header.created_at}: keys, sessions and passwords too. Numbers and events go on from there.`)
  if (header.jobs.length > 0) screen.note(`${header.jobs.length} waiting jobs are taken up at the next start.`)
  if (kept) screen.note(`What was there before is kept in ${kept}. Remove it when you do not need it any more.`)
  screen.note(describeKey(key))
  screen.note('Start it: npx dispatch start')
}

function describeKey(key: KeyOutcome): string {
  switch (key.kind) {
    case 'fits':
      return 'The key of stored secrets is here.'
    case 'installed':
      return `The key of stored secrets was put into ${key.path}.`
    case 'missing':
      return key.isSetByEnvironment
        ? 'Warning: DISPATCH_SECRET_KEY is another key than the one that sealed the stored secrets. Set the old one, or set the secrets anew.'
        : `Warning: the key of stored secrets is not here. Copy the old file secret-key to ${key.path} before the first start, or set webhook secrets anew.`
  }
}
