// Reads the ledger of a stopped installation from its database.
import { join } from 'node:path'
import { openDatabase } from '#src/platform/db/open-database.ts'

export interface LedgerRow {
  run_id: string
  kind: string
  micro_usd: number | string | bigint
  source: string
}

/** @param place a data directory, or the URL of a PostgreSQL database */
export async function readLedger(place: string): Promise<LedgerRow[]> {
  const database = await openDatabase(
    place.startsWith('postgres')
      ? { kind: 'postgres', url: place }
      : { kind: 'embedded', dataDirectory: join(place, 'database') },
  )
  try {
    return await database.kysely
      .selectFrom('dispatch_ledger')
      .select(['run_id', 'kind', 'micro_usd', 'source'])
      .orderBy('at')
      .execute()
  } finally {
    await database.close()
  }
}
