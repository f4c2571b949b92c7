// How each embedding model stands: its vectors, and the pause after a failure of its service.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { ModelName } from '../domain/models.ts'

export interface ModelState {
  model: string
  vectors: number
  failures: number
  paused_until: Date | null
  last_error: string | null
}

export function listModelStates(db: Db): Promise<ModelState[]> {
  return db
    .selectFrom('dispatch_embedding_model')
    .select(['model', 'vectors', 'failures', 'paused_until', 'last_error'])
    .orderBy('model')
    .execute()
}

/** Counts the vectors anew; a model without any loses its row unless it is the target. */
export async function countVectors(db: Db, target: ModelName): Promise<void> {
  await sql`
    with counted as (select model, count(*)::int as vectors from dispatch_embedding group by model),
    gone as (
      delete from dispatch_embedding_model m where m.model <> ${target} and not exists (select from counted c where c.model = m.model)
    )
    insert into dispatch_embedding_model as m (model, vectors)
    select model, vectors from counted union all
    select ${target}, 0 where not exists (select from counted where model = ${target})
    on conflict (model) do update set vectors = excluded.vectors where m.vectors <> excluded.vectors`.execute(db)
}

export async function isPaused(db: Db, model: ModelName): Promise<boolean> {
  const { rows } = await sql`
    select from dispatch_embedding_model where model = ${model} and paused_until > clock_timestamp()`.execute(db)
  return rows.length > 0
}

/** Waits 15 s, 30 s, a minute … a quarter of an hour at most, or as long as the service asked for. */
export async function pauseModel(
  db: Db,
  model: ModelName,
  { error, seconds }: { error: string; seconds: number },
): Promise<void> {
  await sql`
    insert into dispatch_embedding_model as m (model, failures, paused_until, last_error)
    values (${model}, 1, clock_timestamp() + interval '1 second' * greatest(15, ${seconds}::float8), ${error.slice(0, 500)})
    on conflict (model) do update set failures = m.failures + 1, last_error = excluded.last_error,
      paused_until = clock_timestamp() + interval '1 second' * greatest(least(900, 15 * power(2, least(m.failures, 10))), ${seconds}::float8)
    where m.paused_until is null or m.paused_until <= clock_timestamp()`.execute(db)
}

export async function resumeModel(db: Db, model: ModelName): Promise<void> {
  await sql`
    update dispatch_embedding_model set failures = 0, paused_until = null, last_error = null
    where model = ${model} and failures > 0`.execute(db)
}

/**
 * Whether every vector of `former` has its counterpart: issues whose text the target cannot read, or refused again and
 * again, count as done. Not while somebody still makes vectors of the former model: another process may be configured so.
 */
export async function isReplaced(db: Db, former: string, target: ModelName): Promise<boolean> {
  const { rows } = await sql`
    select where not exists (
      select from dispatch_embedding f join dispatch_issue i on i.id = f.issue_id and i.deleted_at is null
      where f.model = ${former}
        and not exists (select from dispatch_embedding t where t.issue_id = f.issue_id and t.model = ${target})
        and not exists (select from dispatch_embedding_problem p where p.issue_id = f.issue_id and p.model = ${target}
          and (p.reason = 'unsupported' or p.attempts >= 3)))
    and not exists (
      select from dispatch_embedding where model = ${former} and made_at > clock_timestamp() - interval '10 minutes')`.execute(db)
  return rows.length > 0
}

/** Removes a portion of a model's vectors. Returns whether there were any. */
export async function removeVectors(db: Db, model: string): Promise<boolean> {
  const { rows } = await sql`
    with portion as (select issue_id from dispatch_embedding where model = ${model} limit 2000)
    delete from dispatch_embedding e using portion where e.issue_id = portion.issue_id and e.model = ${model} returning 1 as gone`.execute(
    db,
  )
  return rows.length > 0
}

export async function removeProblems(db: Db, model: string): Promise<void> {
  await sql`delete from dispatch_embedding_problem where model = ${model}`.execute(db)
}
