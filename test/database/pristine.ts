// Brings a database back to the state in which it was made, in a small part of the time that making another takes.

/** An engine or a connection. */
export interface Queryable {
  query(sql: string, values?: unknown[]): Promise<{ rows: unknown[] }>
}

/** Filled by a file to more than this, a database is not worth emptying. */
const LARGEST_BYTES = 40_000_000

interface Table {
  name: string
  /** As JSON; null when it was empty. */
  rows: string | null
}

export interface Pristine {
  tables: Table[]
  catalog: string
}

const ours = `relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace)`

/** Every change of a definition makes a newer row in the catalog, or removes one. Those that all databases share are no one's here. */
const catalogs = [
  'pg_class',
  'pg_attribute',
  'pg_attrdef',
  'pg_proc',
  'pg_constraint',
  'pg_trigger',
  'pg_index',
  'pg_type',
  'pg_enum',
  'pg_namespace',
  'pg_extension',
  'pg_rewrite',
  'pg_policy',
  'pg_description',
]
const catalogState = `select concat_ws(' ', ${catalogs
  .map((name) => `(select count(*) || ':' || coalesce(max(xmin::text::bigint), 0) from ${name})`)
  .join(', ')}) as state`

/** `set local` is not enough: the statements stand for themselves. `discard all` takes it back. */
const empty = `
  set session_replication_role = replica;
  do $$
  declare
    found record;
  begin
    for found in select oid::regclass as name from pg_class where relkind = 'r' and ${ours} loop
      execute format('delete from %s', found.name);
    end loop;
    for found in select s.seqrelid::regclass as name, s.seqstart as first from pg_sequence s loop
      perform setval(found.name, found.first, false);
    end loop;
  end
  $$`

export async function rememberPristine(engine: Queryable): Promise<Pristine> {
  const { rows } = await engine.query(`select oid::regclass::text as name from pg_class where relkind = 'r' and ${ours}`)
  const tables: Table[] = []
  for (const { name } of rows as { name: string }[]) {
    const kept = await engine.query(`select json_agg(t)::text as rows from ${name} t`)
    tables.push({ name, rows: (kept.rows as { rows: string | null }[])[0]?.rows ?? null })
  }
  return { tables, catalog: await readCatalog(engine) }
}

/** False when something is left that emptying does not mend: then the database must not be used again. */
export async function restorePristine(engine: Queryable, { tables, catalog }: Pristine): Promise<boolean> {
  await engine.query('discard all')
  if ((await readCatalog(engine)) !== catalog || (await sizeOf(engine)) > LARGEST_BYTES) return false
  await engine.query(empty)
  await vacuum(engine)
  for (const { name, rows } of tables) {
    if (rows) await engine.query(`insert into ${name} select * from json_populate_recordset(null::${name}, $1)`, [rows])
  }
  await engine.query('discard all')
  return true
}

/** So that rows stand in the order in which they come, as in a new database, and not where others were deleted. */
async function vacuum(engine: Queryable): Promise<void> {
  const { rows } = await engine.query(
    `select string_agg(oid::regclass::text, ', ') as used from pg_class where relkind = 'r' and ${ours} and pg_relation_size(oid) > 0`,
  )
  const [first] = rows as { used: string | null }[]
  if (first?.used) await engine.query(`vacuum ${first.used}`)
}

async function readCatalog(engine: Queryable): Promise<string> {
  const { rows } = await engine.query(catalogState)
  return (rows as { state: string }[])[0]?.state ?? ''
}

async function sizeOf(engine: Queryable): Promise<number> {
  const { rows } = await engine.query('select pg_database_size(current_database())::float8 as bytes')
  return (rows as { bytes: number }[])[0]?.bytes ?? 0
}
