// Reads every table as texts, in an order that does not depend on the engine or its collation.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { DumpedSequence, TextRow } from '../backup/format.ts'

/** The ledger of migrations describes the target itself; leases belong to processes that no longer run. */
const left = ['dispatch_migration', 'dispatch_sweep']

/** Our tables in the order of their names. */
export async function listTables(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname::text as name from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname like 'dispatch\\_%' and not (c.relname::text = any(${left}))
    order by c.relname collate "C"`.execute(db)
  return rows.map(({ name }) => name)
}

export interface ColumnInfo {
  name: string
  type: string
}

/** Those that hold something of their own: generated ones come back by themselves. */
export async function listColumns(db: Db, table: string): Promise<ColumnInfo[]> {
  const { rows } = await sql<ColumnInfo>`
    select a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type from pg_attribute a
    where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    order by a.attnum`.execute(db)
  return rows
}

export async function countRows(db: Db, table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(db)
  return rows[0]?.count ?? 0
}

/** What counts up by itself, and how far it is. */
export async function readSequences(db: Db): Promise<DumpedSequence[]> {
  const { rows } = await sql<{ table: string; column: string; sequence: string }>`
    select c.relname::text as table, a.attname::text as column, pg_get_serial_sequence(quote_ident(c.relname::text), a.attname::text) as sequence
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname like 'dispatch\\_%' and a.attidentity <> ''
    order by c.relname collate "C"`.execute(db)
  const sequences: DumpedSequence[] = []
  for (const { table, column, sequence } of rows) {
    const state = await sql<{ last: string; is_called: boolean }>`
      select last_value::text as last, is_called from ${sql.raw(sequence)}`.execute(db)
    for (const { last, is_called } of state.rows) sequences.push({ table, column, last, is_called })
  }
  return sequences
}

const pageRows = 200

/** All rows of a table in the order of its key. Inside a transaction: it holds a cursor. */
export async function* readRows(trx: Db, table: string, columns: readonly string[]): AsyncGenerator<TextRow> {
  const texts = columns.map((column) => sql`${sql.ref(column)}::text as ${sql.ref(column)}`)
  const order = (await keyOf(trx, table)).map((column) => sql`${sql.ref(column)}::text collate "C"`)
  await sql`declare dispatch_dump no scroll cursor for
    select ${sql.join(texts)} from ${sql.table(table)} order by ${sql.join(order)}`.execute(trx)
  for (;;) {
    const { rows } = await sql<Record<string, string | null>>`fetch forward ${sql.lit(pageRows)} from dispatch_dump`.execute(trx)
    for (const row of rows) yield columns.map((column) => row[column] ?? null)
    if (rows.length < pageRows) break
  }
  await sql`close dispatch_dump`.execute(trx)
}

/** The columns of its primary key; every table has one. */
async function keyOf(db: Db, table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select a.attname::text as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
    where i.indrelid = ${table}::regclass and i.indisprimary order by a.attnum`.execute(db)
  return rows.map(({ name }) => name)
}

export async function readAppliedMigrations(db: Db): Promise<{ name: string; checksum: string }[]> {
  const { rows } = await sql<{ name: string; checksum: string }>`
    select name, checksum from dispatch_migration order by name collate "C"`.execute(db)
  return rows
}

/** A long reading must not be taken for a forgotten transaction. */
export async function allowLongTransaction(trx: Db): Promise<void> {
  await sql`set local idle_in_transaction_session_timeout = 0`.execute(trx)
  await sql`set local timezone = 'UTC'`.execute(trx)
}
