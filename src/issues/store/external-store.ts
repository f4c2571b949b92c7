// The links to external issues.
import type { Insertable, Selectable } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { DB } from '../../platform/db/schema.generated.ts'

export async function insertExternalRow(db: Db, row: Insertable<DB['dispatch_external_issue']>): Promise<void> {
  await db.insertInto('dispatch_external_issue').values(row).execute()
}

export function findExternalRow(
  db: Db,
  key: { workspaceId: string; source: Selectable<DB['dispatch_external_issue']>['source']; externalId: string },
): Promise<Selectable<DB['dispatch_external_issue']> | undefined> {
  return db
    .selectFrom('dispatch_external_issue')
    .selectAll()
    .where('workspace_id', '=', key.workspaceId)
    .where('source', '=', key.source)
    .where('external_id', '=', key.externalId)
    .executeTakeFirst()
}
