// `dispatch backup`: one file with everything that the installation knows, also while its server runs.
import { createWriteStream, existsSync } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { readLocalAdministration } from '../../access/local-administration.ts'
import type { BackupHeader } from '../../installation/backup/format.ts'
import { readSecretKey } from '../../installation/backup/secret-key.ts'
import { writeBackup } from '../../installation/backup/write-backup.ts'
import type { Config } from '../../platform/config.ts'
import type { Database } from '../../platform/db/open-database.ts'
import { AppError, Conflict, NotFound } from '../../platform/errors.ts'
import { ApiClient } from '../shared/client.ts'
import { screenOf } from '../shared/command.ts'
import { commandConfig } from '../shared/environment.ts'
import { openProgress } from '../shared/progress.ts'
import type { Screen } from '../shared/screen.ts'
import { describeDatabase, hasEmbeddedDatabase, openArchive, openInstallation } from './open-database.ts'

interface Options {
  withSecretKey?: boolean
}

export async function backUp(file: string | undefined, command: Command): Promise<void> {
  const { withSecretKey = false } = command.opts<Options>()
  const screen = screenOf(command)
  const config = commandConfig()
  const path = resolve(file ?? defaultName(new Date()))
  if (existsSync(path)) throw new Conflict('file_exists', `${path} exists already. Name another file.`)
  if (!existsSync(dirname(path))) throw new NotFound(`directory ${dirname(path)}: make it first, or name another file`)
  const secretKey = await readSecretKey(config)
  const isThere = config.PG_DATABASE_URL !== undefined || hasEmbeddedDatabase(config)
  if (!isThere || secretKey === undefined) throw new NotFound(`installation: ${describeDatabase(config)} was never started`)
  const progress = openProgress('Backing up', 0)
  const header = await withDatabase(config, (database) =>
    writeBackup(database, { path, secretKey, withSecretKey, now: new Date(), onProgress: progress.set }),
  ).finally(() => progress.end())
  await report(screen, { path, header })
}

function defaultName(now: Date): string {
  return `dispatch-${now.toISOString().slice(0, 19).replaceAll(':', '-')}.backup.gz`
}

/** A running server holds the embedded database: then it gives a copy, which is opened here. */
async function withDatabase<T>(config: Config, work: (database: Database) => Promise<T>): Promise<T> {
  try {
    return await andClose(await openInstallation(config), work)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'data_directory_in_use') throw error
    return withCopy(config, error, work)
  }
}

async function withCopy<T>(config: Config, cause: AppError, work: (database: Database) => Promise<T>): Promise<T> {
  const local = await readLocalAdministration(config.DISPATCH_DATA_DIR)
  if (!local) throw cause
  const directory = await mkdtemp(join(tmpdir(), 'dispatch-backup-'))
  try {
    const archive = join(directory, 'cluster.tar')
    const body = await new ApiClient({ ...local, isLocal: true }).download('/api/local/archive')
    await pipeline(body, createWriteStream(archive, { mode: 0o600 }))
    return await andClose(await openArchive(archive), work)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function andClose<T>(database: Database, work: (database: Database) => Promise<T>): Promise<T> {
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

async function report(screen: Screen, { path, header }: { path: string; header: BackupHeader }): Promise<void> {
  const { size } = await stat(path)
  const rows = header.tables.reduce((sum, table) => sum + table.rows, 0)
  const hasKey = header.secret_key.value !== null
  if (screen.json)
    return screen.printJson({ file: path, bytes: size, rows, tables: header.tables.length, with_secret_key: hasKey })
  screen.print(path)
  screen.note(
    `${rows} rows of ${header.tables.length} tables, ${header.jobs.length} waiting jobs, ${(size / 1e6).toFixed(1)} MB.`,
  )
  screen.note(
    hasKey
      ? 'It holds the key of stored secrets: whoever has this file has everything.'
      : 'Stored secrets in it need the key of this installation: keep the file secret-key of the data directory (or DISPATCH_SECRET_KEY) beside it, or use --with-secret-key.',
  )
  screen.note('Not in it: repos/ and runs/ of the data directory (work of agents that was not pushed), and your .env.')
}
