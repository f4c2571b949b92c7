// The statements on pg-boss's tables that pg-boss has no call for, and the leases of the sweeps.
import { type Kysely, sql } from 'kysely'
import { jsonbText } from '../db/jsonb-text.ts'
import type { DB } from '../db/schema.generated.ts'
import type { JobEntry } from '../jobs.ts'
import { deadQueue, jobSchema } from './boss.ts'

export interface QueueCounts {
  /** Waiting for their turn or for a retry. */
  queued: number
  active: number
  /** Failed for the last time, as far as not yet deleted. */
  failed: number
  /** Their copies in the dead letters. */
  dead: number
}

const schema = sql.id(jobSchema)
const jobs = sql.id(jobSchema, 'job_common')
const now = sql`${schema}.job_now()`

/**
 * Writes what pg-boss's own `insert` would write, but for several queues in one statement. A queued job of the same key
 * is touched instead of skipped: that locks it until the commit, so no worker can start it before it can see the
 * transaction's changes, and no wake-up is lost.
 */
export async function insertJobs(db: Kysely<DB>, entries: readonly (JobEntry & { isSingleton: boolean })[]): Promise<void> {
  const rows = mergeSameKeys(entries)
  if (rows.length === 0) return
  const result = await sql<{ written: number }>`
    with entry as (
      select coalesce(r.id, gen_random_uuid()) as id, r.name, r.data, r.key, ${now} + r.delay * interval '1 second' as start_after, q.policy,
        q.retry_limit, q.retry_delay, q.retry_backoff, q.retry_delay_max, q.expire_seconds, q.deletion_seconds, q.retention_seconds,
        q.dead_letter, q.heartbeat_seconds
      from jsonb_to_recordset(${jsonbText(rows)}::jsonb) as r (id uuid, name text, data jsonb, key text, delay float8)
      join ${schema}.queue q on q.name = r.name
    ), short as (
      insert into ${jobs} as job (${insertedColumns})
      select ${insertedValues} from entry where policy = 'short'
      on conflict (name, (coalesce(singleton_key, ''))) where state = 'created' and policy = 'short'
      do update set start_after = least(job.start_after, excluded.start_after)
      returning 1
    ), stately as (
      insert into ${jobs} as job (${insertedColumns})
      select ${insertedValues} from entry where policy = 'stately'
      on conflict (name, state, (coalesce(singleton_key, ''))) where state <= 'active' and policy = 'stately'
      do update set start_after = least(job.start_after, excluded.start_after)
      returning 1
    )
    select (select count(*) from short) + (select count(*) from stately) as written`.execute(db)
  if (result.rows[0]?.written !== rows.length)
    throw new Error(`not every queue of ${rows.map(({ name }) => name).join(', ')} exists: was Jobs.start called?`)
}

const insertedColumns = sql`id, name, data, singleton_key, start_after, created_on, keep_until, policy, retry_limit, retry_delay, retry_backoff,
  retry_delay_max, expire_seconds, deletion_seconds, dead_letter, heartbeat_seconds`
const insertedValues = sql`id, name, data, key, start_after, ${now}, start_after + retention_seconds * interval '1 second', policy, retry_limit, retry_delay, retry_backoff,
  retry_delay_max, expire_seconds, deletion_seconds, dead_letter, heartbeat_seconds`

interface InsertedRow {
  id: string
  name: string
  data: object
  key: string | null
  delay: number
}

/** One statement may touch a key once: the first payload stays, the earliest start counts. Without a key each job is its own. */
function mergeSameKeys(entries: readonly (JobEntry & { isSingleton: boolean })[]): InsertedRow[] {
  const rows = new Map<string, InsertedRow>()
  for (const { name, payload, singletonKey, startAfterSeconds = 0, isSingleton } of entries) {
    const id = crypto.randomUUID()
    const key = singletonKey ?? (isSingleton ? null : id)
    const same = rows.get(`${name} ${key ?? ''}`)
    if (same) same.delay = Math.min(same.delay, startAfterSeconds)
    else rows.set(`${name} ${key ?? ''}`, { id, name, data: payload, key, delay: startAfterSeconds })
  }
  return [...rows.values()]
}

/** Those of the queues with a job that is due. One probe of pg-boss's index a queue. */
export async function dueQueues(db: Kysely<DB>, names: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select q.name from unnest(${[...names]}::text[]) as q (name)
    where exists (select from ${jobs} j where j.name = q.name and j.state < 'active' and j.start_after <= ${now})`.execute(db)
  return rows.map(({ name }) => name)
}

/** The queues with a job that is due or active. */
export async function countUnfinished(db: Kysely<DB>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct name from ${jobs}
    where name <> ${deadQueue} and (state = 'active' or (state in ('created', 'retry') and start_after <= ${now}))`.execute(db)
  return rows.map(({ name }) => name)
}

/** Reads only what pg-boss keeps an index of: completed jobs are most of the table. */
export async function countJobs(db: Kysely<DB>, names: readonly string[]): Promise<Record<string, QueueCounts>> {
  const counts = new Map(names.map((name) => [name, { queued: 0, active: 0, failed: 0, dead: 0 }]))
  const { rows } = await sql<{ queue: string; kind: keyof QueueCounts; jobs: number }>`
    select case when name = ${deadQueue} then source_name else name end as queue,
      case when name = ${deadQueue} then 'dead' when state in ('created', 'retry') then 'queued' else state::text end as kind, count(*) as jobs
    from ${jobs} where state in ('created', 'retry', 'active', 'failed') group by 1, 2`.execute(db)
  for (const { queue, kind, jobs: number } of rows) {
    const count = counts.get(queue)
    if (count) count[kind] = number
  }
  return Object.fromEntries(counts)
}

export async function queuedPayloads(db: Kysely<DB>, name: string): Promise<unknown[]> {
  const { rows } = await sql<{ data: unknown }>`
    select data from ${jobs} where name = ${name} and state in ('created', 'retry') order by created_on, id`.execute(db)
  return rows.map(({ data }) => data)
}

export interface WaitingJob {
  name: string
  payload: Record<string, unknown>
  singleton_key: string | null
  /** From now; 0 for what is due. */
  start_after_seconds: number
}

/** What waits or was being done: for a backup, whose restored jobs are enqueued anew. */
export async function waitingJobs(db: Kysely<DB>): Promise<WaitingJob[]> {
  const { rows: found } = await sql<{
    exists: boolean
  }>`select to_regclass(${`${jobSchema}.job_common`}) is not null as exists`.execute(db)
  if (!found[0]?.exists) return []
  const { rows } = await sql<WaitingJob>`
    select name, data as payload, singleton_key, greatest(0, extract(epoch from start_after - ${now}))::float8 as start_after_seconds
    from ${jobs} where state in ('created', 'retry', 'active') and name <> ${deadQueue} order by created_on, id`.execute(db)
  return rows
}

/** Makes the supervisor take back every active job within a second, by its own rules. */
export async function releaseOrphans(db: Kysely<DB>): Promise<void> {
  await sql`update ${jobs} set heartbeat_on = '-infinity' where state = 'active' and heartbeat_seconds is not null`.execute(db)
}

export interface SweepClaim {
  name: string
  holder: string
  everySeconds: number
  leaseSeconds: number
}

/** True for the one process whose turn it is: the interval is over, and nobody runs it. */
export async function claimSweep(db: Kysely<DB>, { name, holder, everySeconds, leaseSeconds }: SweepClaim): Promise<boolean> {
  const { rows } = await sql`
    insert into dispatch_sweep as s (name, holder, lease_until, started_at)
    values (${name}, ${holder}, clock_timestamp() + ${leaseSeconds}::float8 * interval '1 second', clock_timestamp())
    on conflict (name) do update set holder = excluded.holder, lease_until = excluded.lease_until, started_at = excluded.started_at
    where (s.holder is null or s.lease_until < clock_timestamp())
      and s.started_at <= clock_timestamp() - ${everySeconds}::float8 * interval '1 second'
    returning s.name`.execute(db)
  return rows.length > 0
}

/** False when the lease ended meanwhile and another process may run the sweep. */
export async function renewSweep(db: Kysely<DB>, { name, holder, leaseSeconds }: SweepClaim): Promise<boolean> {
  const { rows } = await sql`
    update dispatch_sweep set lease_until = clock_timestamp() + ${leaseSeconds}::float8 * interval '1 second'
    where name = ${name} and holder = ${holder} and lease_until >= clock_timestamp() returning name`.execute(db)
  return rows.length > 0
}

export async function releaseSweep(db: Kysely<DB>, { name, holder }: SweepClaim): Promise<void> {
  await sql`update dispatch_sweep set holder = null where name = ${name} and holder = ${holder}`.execute(db)
}
