// The agents that keys can speak for.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

/** An id comes before a name. */
export function findAgentOfKey(db: Db, workspaceId: string, idOrName: string): Promise<{ id: string } | undefined> {
  return db
    .selectFrom('dispatch_agent')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .where((eb) => eb.or([eb('id', '=', idOrName), eb(sql`lower(name)`, '=', idOrName.toLowerCase())]))
    .orderBy((eb) => eb.case().when('id', '=', idOrName).then(0).else(1).end())
    .limit(1)
    .executeTakeFirst()
}
