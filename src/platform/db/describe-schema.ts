// Reads the product's tables back from the catalog: what the generated row types are made of.
import { type Kysely, sql } from 'kysely'
import type { DB } from './schema.generated.ts'

export interface ColumnDescription {
  name: string
  /** As `format_type` says it, without a modifier: `text`, `text[]`, `timestamp with time zone`. */
  type: string
  isNullable: boolean
  hasDefault: boolean
  /** The database alone writes it: a stored expression or an identity column. */
  isGenerated: boolean
  /** The values that a `check` of this column alone allows. */
  allowedValues: string[]
}

export interface TableDescription {
  name: string
  columns: ColumnDescription[]
}

interface CatalogRow {
  table: string
  column: string
  type: string
  is_not_null: boolean
  has_default: boolean
  generated: string
  identity: string
  checks: string[]
}

/** Every table and view of the product but the migration ledger, by name, columns in their order. */
export async function describeSchema(db: Kysely<DB>): Promise<TableDescription[]> {
  const { rows } = await sql<CatalogRow>`
    select c.relname as "table", a.attname as "column", format_type(a.atttypid, null) as type, a.attnotnull as is_not_null,
      a.atthasdef as has_default, a.attgenerated::text as generated, a.attidentity::text as identity,
      array(
        select pg_get_constraintdef(k.oid) from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum] order by k.conname
      ) as checks
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and c.relname like 'dispatch\\_%'
      and c.relname <> 'dispatch_migration' and a.attnum > 0 and not a.attisdropped
    order by c.relname collate "C", a.attnum`.execute(db)
  const tables = new Map<string, ColumnDescription[]>()
  for (const row of rows) tables.set(row.table, [...(tables.get(row.table) ?? []), toColumn(row)])
  return [...tables].map(([name, columns]) => ({ name, columns }))
}

function toColumn(row: CatalogRow): ColumnDescription {
  return {
    name: row.column,
    type: row.type,
    isNullable: !row.is_not_null,
    hasDefault: row.has_default || row.identity === 'd',
    isGenerated: row.generated !== '' || row.identity === 'a',
    allowedValues: row.checks.flatMap((check) => allowedValues(check, row.column)),
  }
}

/** The list of `check (col in ('a', 'b'))`, as PostgreSQL prints it back; empty for any other condition. */
export function allowedValues(check: string, column: string): string[] {
  const list = new RegExp(`^CHECK \\(\\(${column} = (?:ANY \\(ARRAY\\[(.*)\\]\\)|('[^']*'::text))\\)\\)$`).exec(check)
  const items = list?.[1] ?? list?.[2]
  return items ? [...items.matchAll(/'((?:[^']|'')*)'::text/g)].map(([, value = '']) => value.replaceAll("''", "'")) : []
}
