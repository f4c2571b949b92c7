// Settings of the database that hold for one transaction of search.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

/** One letter missing in a short word is still the same word: "invoce" is 0.57 away from "invoice"; the default is 0.6. */
export async function forgiveSpelling(db: Db): Promise<void> {
  await sql`select set_config('pg_trgm.word_similarity_threshold', '0.5', true)`.execute(db)
}

/** An index scan goes on, in exact order, until the filters let enough rows through. Known to pgvector from 0.8 on. */
export async function scanIteratively(db: Db): Promise<void> {
  await sql`select set_config('hnsw.iterative_scan', 'strict_order', true), set_config('hnsw.ef_search', '100', true)
    from pg_extension where extname = 'vector' and string_to_array(extversion, '.')::int[] >= array[0, 8]`.execute(db)
}
