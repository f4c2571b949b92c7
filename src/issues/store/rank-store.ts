// The order of a column: its first key, the neighbours of a place, and the keys of a stretch of it.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

/** An issue at its place. */
export interface ColumnPlace {
  statusId: string
  rank: string
  id: string
}

export async function firstRankOf(db: Db, statusId: string): Promise<string | null> {
  const row = await db
    .selectFrom('dispatch_issue')
    .select('rank')
    .where('status_id', '=', statusId)
    .where('deleted_at', 'is', null)
    .orderBy('rank')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row?.rank ?? null
}

function column(db: Db, place: ColumnPlace, side: 'before' | 'after') {
  const direction = side === 'before' ? 'desc' : 'asc'
  return db
    .selectFrom('dispatch_issue')
    .select(['id', 'rank'])
    .where('status_id', '=', place.statusId)
    .where('deleted_at', 'is', null)
    .where((eb) => eb(eb.refTuple('rank', 'id'), side === 'before' ? '<' : '>', eb.tuple(place.rank, place.id)))
    .orderBy('rank', direction)
    .orderBy('id', direction)
}

/** The key of the next issue towards a side, as if `exceptId` were not there. */
export async function neighbourRank(
  db: Db,
  place: ColumnPlace,
  towards: { side: 'before' | 'after'; exceptId: string },
): Promise<string | null> {
  const row = await column(db, place, towards.side).where('id', '<>', towards.exceptId).limit(1).executeTakeFirst()
  return row?.rank ?? null
}

/** The issues around a place in their order, at most `window` on each side, and the keys that bound them. */
export async function ranksAround(
  db: Db,
  place: ColumnPlace,
  window: number,
): Promise<{ ids: string[]; before: string | null; after: string | null }> {
  const above = await column(db, place, 'before')
    .limit(window + 1)
    .execute()
  const below = await column(db, place, 'after')
    .limit(window + 1)
    .execute()
  const ids = [...above.slice(0, window).toReversed(), place, ...below.slice(0, window)].map(({ id }) => id)
  return { ids, before: above[window]?.rank ?? null, after: below[window]?.rank ?? null }
}

export async function writeRanks(db: Db, ranks: { id: string; rank: string }[]): Promise<void> {
  await sql`update dispatch_issue i set rank = r.rank from jsonb_to_recordset(${JSON.stringify(ranks)}::jsonb) as r (id text, rank text) where i.id = r.id`.execute(
    db,
  )
}
