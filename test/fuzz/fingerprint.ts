// What the database holds, in short: of each table the number of rows and the latest transaction that wrote one.
//
// A new table is watched by itself. What a refused request may write is named here.
import { sql } from 'kysely'
import type { Runtime } from '#src/platform/runtime.ts'

/** When a caller was seen, throttles, and answers kept for a repeated request: no part of what people work with. */
const notesAboutCallers = new Set([
  'dispatch_api_key_use',
  'dispatch_event_counter', // counts with the events
  'dispatch_idempotency',
  'dispatch_migration',
])
/** Columns that say when a caller was last seen stand in these: only their rows count. */
const seenAt = new Set(['dispatch_api_key', 'dispatch_session', 'dispatch_user'])
/** About the caller, or about the refusal itself; the decision that the last one tells of is a row, which is watched. */
const eventsOfRefusals = ['login.failed', 'login.throttled', 'key.used', 'decision.recorded']

type Fingerprint = Record<string, string>
/** Watches for changes between two moments. */
export interface Watch {
  /** From now on. */
  begin(): Promise<void>
  /** The tables that were written to since. */
  changes(): Promise<string[]>
}

/** Counting takes long, and is needed only where some transaction wrote anything at all. */
export async function openWatch(runtime: Runtime): Promise<Watch> {
  const { kysely } = runtime.database
  const takeFingerprint = await openFingerprint(runtime)
  const lastWriter = async () => {
    const { rows } = await sql<{ id: string }>`select pg_snapshot_xmax(pg_current_snapshot())::text as id`.execute(kysely)
    return rows[0]?.id
  }
  let seen: { writer: string | undefined; state: Fingerprint } | undefined
  const begin = async () => {
    const writer = await lastWriter()
    if (seen?.writer !== writer) seen = { writer, state: await takeFingerprint() }
  }
  const changes = async () => {
    const before = seen?.state ?? {}
    await begin()
    return changesBetween(before, seen?.state ?? {})
  }
  return { begin, changes }
}

async function openFingerprint({ database: { kysely } }: Runtime): Promise<() => Promise<Fingerprint>> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename like 'dispatch\\_%' order by 1`.execute(
    kysely,
  )
  const tables = rows.map(({ name }) => name).filter((name) => !notesAboutCallers.has(name))
  const query = sql.join(tables.map(countOf), sql` union all `)
  return async () => {
    const counted = await sql<{ name: string; state: string }>`${query}`.execute(kysely)
    return Object.fromEntries(counted.rows.map(({ name, state }) => [name, state]))
  }
}

function countOf(name: string) {
  const latest = seenAt.has(name) ? sql`''` : sql`coalesce(max(xmin::text::bigint), 0)::text`
  const events = sql`where type not in (${sql.join(eventsOfRefusals)})`
  const rows = name === 'dispatch_event' ? events : sql``
  return sql`select ${sql.lit(name)} as name, count(*)::text || ' rows, last written by ' || ${latest} as state from ${sql.table(name)} ${rows}`
}

function changesBetween(before: Fingerprint, after: Fingerprint): string[] {
  return Object.keys(after)
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name}: ${before[name]} became ${after[name]}`)
}
