// Writes everything that the installation knows into one file, as it was at one moment.
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Database, Db } from '../../platform/db/open-database.ts'
import { Conflict } from '../../platform/errors.ts'
import { waitingJobs } from '../../platform/jobs/store.ts'
import {
  allowLongTransaction,
  countRows,
  listColumns,
  listTables,
  readAppliedMigrations,
  readRows,
  readSequences,
} from '../store/dump.ts'
import { version } from '../version.ts'
import { type BackupHeader, type BackupProgress, type BackupTrailer, fingerprintOf, formatVersion, RowHash } from './format.ts'

export interface WriteBackup {
  /** Nothing may be there yet. */
  path: string
  secretKey: string
  /** Whether the file alone opens the stored secrets. */
  withSecretKey: boolean
  now: Date
  onProgress?: BackupProgress
}

/** The file appears under its name when it is whole. Readable by its owner only. */
export async function writeBackup(database: Database, options: WriteBackup): Promise<BackupHeader> {
  const part = `${options.path}.part`
  try {
    // One snapshot for all tables: what other processes write meanwhile is not in it.
    const header = await database.kysely
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (trx) => {
        await allowLongTransaction(trx)
        const described = await describe(trx, database.engine, options)
        const target = createWriteStream(part, { mode: 0o600, flags: 'wx' })
        await pipeline(Readable.from(lines(trx, described, options.onProgress)), createGzip(), target)
        return described
      })
    await rename(part, options.path)
    return header
  } catch (error) {
    await rm(part, { force: true })
    throw isExisting(error) ? new Conflict('file_exists', `${part} exists already. Is another backup being written?`) : error
  }
}

async function describe(trx: Db, engine: Database['engine'], options: WriteBackup): Promise<BackupHeader> {
  const tables: BackupHeader['tables'] = []
  for (const name of await listTables(trx)) {
    const columns = (await listColumns(trx, name)).map((column) => column.name)
    tables.push({ name, columns, rows: await countRows(trx, name) })
  }
  return {
    format: 'dispatch-backup',
    format_version: formatVersion,
    dispatch_version: version,
    created_at: options.now.toISOString(),
    engine,
    migrations: await readAppliedMigrations(trx),
    tables,
    sequences: await readSequences(trx),
    jobs: await waitingJobs(trx),
    secret_key: { fingerprint: fingerprintOf(options.secretKey), value: options.withSecretKey ? options.secretKey : null },
  }
}

async function* lines(trx: Db, header: BackupHeader, onProgress: BackupProgress = () => {}): AsyncGenerator<string> {
  yield `${JSON.stringify(header)}\n`
  const total = header.tables.reduce((sum, { rows }) => sum + rows, 0)
  const trailer: BackupTrailer = { end: true, tables: {} }
  let done = 0
  for (const { name, columns } of header.tables) {
    const hash = new RowHash()
    for await (const row of readRows(trx, name, columns)) {
      hash.add(row)
      yield `${JSON.stringify(row)}\n`
      onProgress(++done, total)
    }
    trailer.tables[name] = hash.result()
  }
  yield `${JSON.stringify(trailer)}\n`
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}
