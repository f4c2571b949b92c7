// The approximate index of a model's vectors, on a PostgreSQL server only: on the embedded engine a build would block everyone.

import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import { must } from '../../platform/must.ts'
import { type ModelName, models } from '../domain/models.ts'

export interface VectorIndexFacts {
  vectors: number
  /** Undefined without an index; false after a build that was cut off. */
  is_valid: boolean | undefined
  /** From 0.8 on, an index scan goes on until enough rows pass the filters; before, filters would empty the result. */
  has_iterative_scan: boolean
}

function indexName(model: ModelName): string {
  return `dispatch_embedding_hnsw_${model.replaceAll(/[^a-z0-9]/g, '_')}`
}

export async function readIndexFacts(db: Db, model: ModelName): Promise<VectorIndexFacts> {
  const { rows } = await sql<{ vectors: number; is_valid: boolean | null; has_iterative_scan: boolean }>`
    select (select count(*) from dispatch_embedding where model = ${model})::int8 as vectors,
      (select x.indisvalid from pg_index x where x.indexrelid = to_regclass(${indexName(model)})) as is_valid,
      coalesce((select string_to_array(extversion, '.')::int[] >= array[0, 8] from pg_extension where extname = 'vector'), false) as has_iterative_scan`.execute(
    db,
  )
  const facts = must(rows[0], 'a select without from gave no row')
  return { ...facts, is_valid: facts.is_valid ?? undefined }
}

/** A build whose graph does not fit into memory takes several times as long; the server's own setting may be larger. */
const maxBuildMemoryMb = 1_024

/** Outside any transaction; readers and writers go on meanwhile. */
export async function buildIndex(db: Db, model: ModelName, vectors: number): Promise<void> {
  const { dimensions } = models[model]
  const megabytes = Math.min(maxBuildMemoryMb, Math.ceil((vectors * (dimensions * 4 + 300)) / 1_000_000))
  await db.connection().execute(async (session) => {
    await sql`select set_config('maintenance_work_mem', greatest(pg_size_bytes(current_setting('maintenance_work_mem')) / 1024, ${megabytes}::int * 1024)::text, false)`.execute(
      session,
    )
    await sql
      .raw(
        `create index concurrently if not exists ${indexName(model)} on dispatch_embedding ` +
          `using hnsw ((embedding::vector(${dimensions})) vector_cosine_ops) with (ef_construction = 128) where model = '${model}'`,
      )
      .execute(session)
      .finally(() => sql`reset maintenance_work_mem`.execute(session))
  })
}

export async function dropIndex(db: Db, model: ModelName): Promise<void> {
  await sql.raw(`drop index concurrently if exists ${indexName(model)}`).execute(db)
}
