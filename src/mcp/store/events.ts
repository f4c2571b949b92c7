// The event log as its readers see it, and how far each has come.

import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import { must } from '../../platform/must.ts'

export interface Reader {
  workspaceId: string
  readerId: string
}

/** What the reader confirmed last, and where the log ends; 0 for nothing. */
export async function readerPosition(db: Db, { workspaceId, readerId }: Reader): Promise<{ confirmed: number; last: number }> {
  const { rows } = await sql<{ confirmed: number; last: number }>`
    select coalesce((select seq from dispatch_event_reader where workspace_id = ${workspaceId} and reader_id = ${readerId}), 0)::int8 as confirmed,
      coalesce((select last from dispatch_event_counter where workspace_id = ${workspaceId}), 0)::int8 as last`.execute(db)
  const row = must(rows[0], 'a select without from gave no row')
  return { confirmed: Number(row.confirmed), last: Number(row.last) }
}

/** Never back. */
export async function advanceReader(db: Db, { workspaceId, readerId }: Reader, to: { seq: number; now: Date }): Promise<void> {
  await sql`
    insert into dispatch_event_reader as r (workspace_id, reader_id, seq, updated_at) values (${workspaceId}, ${readerId}, ${to.seq}, ${to.now})
    on conflict (workspace_id, reader_id) do update set seq = excluded.seq, updated_at = excluded.updated_at where r.seq < excluded.seq`.execute(
    db,
  )
}

export interface WantedEvents {
  workspaceId: string
  after: number
  limit: number
  types?: string[] | undefined
  /** Nothing about these: the part of the type before the dot. */
  without: readonly string[]
}

/** Oldest first. */
export function selectEventsAfter(db: Db, wanted: WantedEvents) {
  return db
    .selectFrom('dispatch_event as e')
    .leftJoin('dispatch_issue as i', 'i.id', 'e.issue_id')
    .innerJoin('dispatch_workspace as w', 'w.id', 'e.workspace_id')
    .select([
      'e.seq',
      'e.at',
      'e.type',
      'e.subject_type',
      'e.subject_id',
      'i.number',
      'w.prefix',
      'e.run_id',
      'e.actor',
      'e.payload',
    ])
    .where('e.workspace_id', '=', wanted.workspaceId)
    .where('e.seq', '>', wanted.after)
    .$if(wanted.without.length > 0, (query) => query.where(sql`split_part(e.type, '.', 1)`, 'not in', wanted.without))
    .$if(wanted.types !== undefined, (query) => query.where('e.type', 'in', wanted.types ?? []))
    .orderBy('e.seq')
    .limit(wanted.limit)
    .execute()
}
