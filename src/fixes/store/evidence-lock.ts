// One lock a workspace for everything that weighs evidence.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

/**
 * Held until the end of the transaction, and taken as its first statement. A pull request that names an issue and the issue being
 * filed, told at one moment, would each miss the other without it: neither sees what the other has not committed.
 */
export async function lockEvidence(db: Db, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`evidence of ${workspaceId}`}, 0))`.execute(db)
}
