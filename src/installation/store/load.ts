// Fills an empty schema with the rows of a backup: checks and triggers rest meanwhile, and are all in force again at the end.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { DumpedSequence, TextRow } from '../backup/format.ts'
import type { ColumnInfo } from './dump.ts'

interface ForeignKey {
  table: string
  name: string
  definition: string
}

/** Rows come table by table and refer to each other in circles: the references are checked when all are there. */
export async function dropForeignKeys(trx: Db): Promise<ForeignKey[]> {
  const { rows } = await sql<ForeignKey>`
    select c.relname::text as table, o.conname::text as name, pg_get_constraintdef(o.oid) as definition
    from pg_constraint o join pg_class c on c.oid = o.conrelid
    where o.contype = 'f' and c.relnamespace = current_schema()::regnamespace and c.relname like 'dispatch\\_%'
    order by c.relname, o.conname`.execute(trx)
  for (const { table, name } of rows) await sql`alter table ${sql.table(table)} drop constraint ${sql.ref(name)}`.execute(trx)
  return rows
}

/** Checks every row against them: a backup with a hole does not get in. */
export async function addForeignKeys(trx: Db, keys: readonly ForeignKey[]): Promise<void> {
  for (const { table, name, definition } of keys)
    await sql`alter table ${sql.table(table)} add constraint ${sql.ref(name)} ${sql.raw(definition)}`.execute(trx)
}

/** What triggers made when the rows were written is in the rows. */
export async function setTriggers(trx: Db, table: string, state: 'enable' | 'disable'): Promise<void> {
  await sql`alter table ${sql.table(table)} ${sql.raw(state)} trigger user`.execute(trx)
}

export async function emptyTable(trx: Db, table: string): Promise<void> {
  await sql`delete from ${sql.table(table)}`.execute(trx)
}

/** One statement for all rows; each text becomes a value by the type's own input. */
export async function insertRows(
  trx: Db,
  table: string,
  columns: readonly ColumnInfo[],
  rows: readonly TextRow[],
): Promise<void> {
  if (rows.length === 0) return
  const arrays = columns.map((_, index) => sql`${rows.map((row) => row[index] ?? null)}::text[]`)
  const names = columns.map((_, index) => sql.ref(`c${index}`))
  const values = columns.map(({ type }, index) => sql`${sql.ref(`c${index}`)}::${sql.raw(type)}`)
  await sql`insert into ${sql.table(table)} (${sql.join(columns.map(({ name }) => sql.ref(name)))}) overriding system value
    select ${sql.join(values)} from unnest(${sql.join(arrays)}) as r (${sql.join(names)})`.execute(trx)
}

export async function setSequence(trx: Db, { table, column, last, is_called }: DumpedSequence): Promise<void> {
  await sql`select setval(pg_get_serial_sequence(${table}, ${column}), ${last}::bigint, ${is_called})`.execute(trx)
}

/** Whether a Dispatch lives here already: its ledger has entries and somebody has a workspace. */
export async function holdsData(db: Db): Promise<boolean> {
  const { rows } = await sql<{ exists: boolean }>`select to_regclass('dispatch_workspace') is not null as exists`.execute(db)
  if (!rows[0]?.exists) return false
  const found = await sql`select 1 from dispatch_workspace limit 1`.execute(db)
  return found.rows.length > 0
}

/** Other processes of Dispatch that are connected now. */
export async function countOtherProcesses(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from pg_stat_activity
    where datname = current_database() and application_name = 'dispatch listener'`.execute(db)
  return rows[0]?.count ?? 0
}

/** Everything of ours goes, in one transaction with what comes instead. */
export async function dropEverything(trx: Db, jobSchema: string): Promise<void> {
  const tables = await sql<{ name: string }>`
    select c.relname::text as name from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname like 'dispatch\\_%'`.execute(trx)
  for (const { name } of tables.rows) await sql`drop table if exists ${sql.table(name)} cascade`.execute(trx)
  const functions = await sql<{ signature: string }>`
    select p.oid::regprocedure::text as signature from pg_proc p
    where p.pronamespace = current_schema()::regnamespace and p.proname like 'dispatch\\_%'`.execute(trx)
  for (const { signature } of functions.rows) await sql`drop function if exists ${sql.raw(signature)} cascade`.execute(trx)
  await sql`drop schema if exists ${sql.id(jobSchema)} cascade`.execute(trx)
}
