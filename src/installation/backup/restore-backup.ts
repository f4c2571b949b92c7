// Puts a backup into a database of either engine, in one transaction: it is there whole and checked, or all is as it was.

import { writeSetting } from '../../access/store/settings.ts'
import { decidePending, migrate } from '../../platform/db/migrate.ts'
import { readMigrations } from '../../platform/db/migrations-on-disk.ts'
import type { Database, Db } from '../../platform/db/open-database.ts'
import { AppError, Conflict, Unprocessable } from '../../platform/errors.ts'
import { jobSchema } from '../../platform/jobs/boss.ts'
import type { Logger } from '../../platform/log.ts'
import { allowLongTransaction, type ColumnInfo, listColumns, listTables, readRows } from '../store/dump.ts'
import {
  addForeignKeys,
  countOtherProcesses,
  dropEverything,
  dropForeignKeys,
  emptyTable,
  holdsData,
  insertRows,
  setSequence,
  setTriggers,
} from '../store/load.ts'
import type { BackupHeader, BackupProgress, DumpedTable, TextRow } from './format.ts'
import { RowHash } from './format.ts'
import type { OpenBackup } from './read-backup.ts'
import { restoredJobsKey } from './restored-jobs.ts'

export interface RestoreBackup {
  backup: OpenBackup
  /** What is there already is replaced. */
  force: boolean
  log: Pick<Logger, 'info'>
  onProgress?: BackupProgress
}

const batchRows = 500
const batchCharacters = 2_000_000

/** Refuses a backup of migrations that this version does not know, before anything is touched. */
export async function assertKnown({ migrations, dispatch_version }: BackupHeader): Promise<void> {
  try {
    decidePending(await readMigrations(), new Map(migrations.map(({ name, checksum }) => [name, checksum])))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const isNewer = error.code === 'database_newer'
    throw new Unprocessable(
      isNewer ? 'backup_newer' : 'backup_differs',
      isNewer
        ? `The backup was written by a newer Dispatch (${dispatch_version}). Restore it with that version or a later one.`
        : `The backup was written by a build of ${dispatch_version} whose migrations differ from those here. Restore it with that build.`,
    )
  }
}

/**
 * Leaves the database at the schema of this version, whatever version wrote the backup.
 * @throws Conflict when data is there and `force` is not given, Unprocessable when the backup is damaged
 */
export async function restoreBackup(database: Database, options: RestoreBackup): Promise<void> {
  const { backup, log } = options
  const { header } = backup
  await assertKnown(header)
  await refuseOccupied(database, options)
  await database.kysely.transaction().execute(async (trx) => {
    await allowLongTransaction(trx)
    await dropEverything(trx, jobSchema)
    // At the schema of the backup first: its rows fit there.
    await migrate({ kysely: trx }, { log, until: header.migrations.at(-1)?.name ?? '' })
    await load(trx, options)
    await migrate({ kysely: trx }, { log })
  })
}

async function refuseOccupied(database: Database, { force }: RestoreBackup): Promise<void> {
  const db = database.kysely
  if (database.engine === 'postgres' && (await countOtherProcesses(db)) > 0)
    throw new Conflict('database_in_use', 'A Dispatch server is connected to this database. Stop it first, everywhere.')
  if ((await holdsData(db)) && !force) {
    throw new Conflict(
      'target_not_empty',
      'This database holds a Dispatch installation already. Restore into an empty one, or replace everything in it with --force.',
    )
  }
}

async function load(trx: Db, { backup, onProgress = () => {} }: RestoreBackup): Promise<void> {
  const { header } = backup
  const tables = await listTables(trx)
  const missing = header.tables.find(({ name }) => !tables.includes(name))
  if (missing)
    throw new Unprocessable('backup_broken', `The backup has a table ${missing.name} that its own version does not have.`)
  const keys = await dropForeignKeys(trx)
  for (const table of tables) await setTriggers(trx, table, 'disable')
  const total = header.tables.reduce((sum, { rows }) => sum + rows, 0)
  let done = 0
  const advance = (count: number) => {
    done += count
    onProgress(done, total * 2)
  }
  for (const table of header.tables) await loadTable(trx, { table, rows: backup.rowsOf(table), onRows: advance })
  for (const sequence of header.sequences) await setSequence(trx, sequence)
  const { tables: written } = await backup.finish()
  for (const { name, columns } of header.tables) {
    const found = await sumUp(trx, { name, columns }, () => advance(1))
    if (found.sha256 !== written[name]?.sha256)
      throw new Unprocessable(
        'restore_differs',
        `${name} is not what the backup holds after it was written. Nothing was changed.`,
      )
  }
  await addForeignKeys(trx, keys)
  for (const table of tables) await setTriggers(trx, table, 'enable')
  await writeSetting(trx, { key: restoredJobsKey, value: { jobs: header.jobs }, now: new Date() })
}

interface LoadTable {
  table: DumpedTable
  rows: AsyncGenerator<TextRow>
  onRows(count: number): void
}

async function loadTable(trx: Db, { table, rows, onRows }: LoadTable): Promise<void> {
  const columns = await columnsOf(trx, table)
  await emptyTable(trx, table.name)
  let batch: TextRow[] = []
  let characters = 0
  const flush = async () => {
    await insertRows(trx, table.name, columns, batch)
    onRows(batch.length)
    batch = []
    characters = 0
  }
  for await (const row of rows) {
    batch.push(row)
    for (const value of row) characters += value?.length ?? 0
    if (batch.length >= batchRows || characters >= batchCharacters) await flush()
  }
  await flush()
}

/** In the order of the backup. */
async function columnsOf(trx: Db, { name, columns }: DumpedTable): Promise<ColumnInfo[]> {
  const present = new Map((await listColumns(trx, name)).map((column) => [column.name, column]))
  return columns.map((column) => {
    const found = present.get(column)
    if (!found)
      throw new Unprocessable('backup_broken', `The backup has a column ${name}.${column} that its own version does not have.`)
    return found
  })
}

/** Read back from the database: what counts is what it holds now. */
async function sumUp(trx: Db, { name, columns }: { name: string; columns: string[] }, onRow: () => void) {
  const hash = new RowHash()
  for await (const row of readRows(trx, name, columns)) {
    hash.add(row)
    onRow()
  }
  return hash.result()
}
