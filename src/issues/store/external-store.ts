// The links to external issues.
import type { Insertable } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { DB } from '../../platform/db/schema.generated.ts'

export async function insertExternalRow(db: Db, row: Insertable<DB['dispatch_external_issue']>): Promise<void> {
  await db.insertInto('dispatch_external_issue').values(row).execute()
}
