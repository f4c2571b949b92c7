// Identifiers that go with what somebody has typed so far.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

export interface Typed {
  workspaceId: string
  /** The only issue that the caller may see. */
  issueId?: string | undefined
  typed: string
  limit: number
}

/** Open issues first, then what changed last. */
export async function selectIdentifiers(db: Db, { workspaceId, issueId, typed, limit }: Typed): Promise<string[]> {
  const pattern = typed.replace(/[\\%_]/g, '\\$&')
  const rows = await db
    .selectFrom('dispatch_issue as i')
    .innerJoin('dispatch_workspace as w', 'w.id', 'i.workspace_id')
    .innerJoin('dispatch_status as s', 's.id', 'i.status_id')
    .select(['w.prefix', 'i.number'])
    .where('i.workspace_id', '=', workspaceId)
    .where('i.deleted_at', 'is', null)
    .$if(issueId !== undefined, (query) => query.where('i.id', '=', issueId ?? ''))
    .$if(typed !== '', (query) =>
      query.where((eb) =>
        eb.or([
          eb(sql`w.prefix || '-' || i.number`, 'ilike', `${pattern}%`),
          eb(sql`i.number::text`, 'like', `${pattern}%`),
          eb('i.title', 'ilike', `%${pattern}%`),
        ]),
      ),
    )
    .orderBy(sql`s.category in ('done', 'canceled')`)
    .orderBy('i.updated_at', 'desc')
    .orderBy('i.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ prefix, number }) => `${prefix}-${number}`)
}
