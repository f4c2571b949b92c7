// One person's inbox: the workspace's notices and their own, with what they did to each.
import { type SqlBool, sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { NoticeKind } from '../domain/kinds.ts'

export interface Reader {
  workspaceId: string
  userId: string
  now: Date
}

export interface NoticeRow {
  id: string
  kind: NoticeKind
  issue_id: string
  subject_id: string
  user_id: string | null
  text: string
  opened_at: Date
  closed_at: Date | null
  read_at: Date | null
  done_at: Date | null
  snoozed_until: Date | null
}

/** All that the person may see, as `n`, with their state `st`; muted kinds and deleted issues are left out. */
function notices(db: Db, { workspaceId, userId }: Reader) {
  return db
    .selectFrom('dispatch_notification as n')
    .innerJoin('dispatch_issue as i', 'i.id', 'n.issue_id')
    .leftJoin('dispatch_notification_state as st', (join) =>
      join.onRef('st.notification_id', '=', 'n.id').on('st.user_id', '=', userId),
    )
    .where('n.workspace_id', '=', workspaceId)
    .where('i.deleted_at', 'is', null)
    .where((eb) => eb.or([eb('n.user_id', 'is', null), eb('n.user_id', '=', userId)]))
    .where(
      sql<SqlBool>`not exists (select from dispatch_notification_preference pr
        where pr.workspace_id = ${workspaceId} and pr.user_id = ${userId} and n.kind = any (pr.muted))`,
    )
}

const columns = [
  'n.id',
  'n.kind',
  'n.issue_id',
  'n.subject_id',
  'n.user_id',
  'n.text',
  'n.opened_at',
  'n.closed_at',
  'st.read_at',
  'st.done_at',
  'st.snoozed_until',
] as const

export interface InboxPage {
  state: 'open' | 'snoozed' | 'done'
  kinds: readonly NoticeKind[] | undefined
  unread: boolean | undefined
  after: readonly [time: string, id: string] | null
  limit: number
}

/** Newest first: what is open by when it opened, what is done by when it was. One row more than asked for. */
export function listNotices(db: Db, reader: Reader, page: InboxPage): Promise<NoticeRow[]> {
  const time = page.state === 'done' ? sql<Date>`coalesce(st.done_at, n.closed_at)` : sql<Date>`n.opened_at`
  return notices(db, reader)
    .select(columns)
    .where(isIn(page.state, reader.now))
    .$if(page.kinds !== undefined, (query) => query.where('n.kind', 'in', [...(page.kinds ?? [])]))
    .$if(page.unread !== undefined, (query) => query.where('st.read_at', page.unread ? 'is' : 'is not', null))
    .$if(page.after !== null, (query) =>
      query.where(sql<SqlBool>`(${time}, n.id) < (${new Date(page.after?.[0] ?? 0)}, ${page.after?.[1] ?? ''})`),
    )
    .orderBy(time, 'desc')
    .orderBy('n.id', 'desc')
    .limit(page.limit + 1)
    .execute()
}

function isIn(state: InboxPage['state'], now: Date) {
  if (state === 'done') return sql<SqlBool>`(n.closed_at is not null or st.done_at is not null)`
  const isSleeping = state === 'snoozed'
  return sql<SqlBool>`n.closed_at is null and st.done_at is null
    and coalesce(st.snoozed_until > ${now}, false) = ${isSleeping}`
}

export interface CountRow {
  kind: NoticeKind
  open: number
  unread: number
}

export async function countNotices(db: Db, reader: Reader): Promise<CountRow[]> {
  const rows = await notices(db, reader)
    .select((eb) => [
      'n.kind',
      eb.fn.countAll<number>().as('open'),
      sql<number>`count(*) filter (where st.read_at is null)`.as('unread'),
    ])
    .where(isIn('open', reader.now))
    .groupBy('n.kind')
    .execute()
  return rows.map((row) => ({ kind: row.kind, open: Number(row.open), unread: Number(row.unread) }))
}

/** Muted or not: who knows its id may look at it. */
export function findNotice(db: Db, reader: Reader, id: string): Promise<NoticeRow | undefined> {
  return db
    .selectFrom('dispatch_notification as n')
    .innerJoin('dispatch_issue as i', 'i.id', 'n.issue_id')
    .leftJoin('dispatch_notification_state as st', (join) =>
      join.onRef('st.notification_id', '=', 'n.id').on('st.user_id', '=', reader.userId),
    )
    .select(columns)
    .where('n.id', '=', id)
    .where('n.workspace_id', '=', reader.workspaceId)
    .where('i.deleted_at', 'is', null)
    .where((eb) => eb.or([eb('n.user_id', 'is', null), eb('n.user_id', '=', reader.userId)]))
    .executeTakeFirst()
}

export interface NoticeState {
  read_at: Date | null
  done_at: Date | null
  snoozed_until: Date | null
}

export async function writeState(db: Db, key: { notificationId: string; userId: string }, state: NoticeState): Promise<void> {
  await db
    .insertInto('dispatch_notification_state')
    .values({ notification_id: key.notificationId, user_id: key.userId, ...state })
    .onConflict((conflict) => conflict.columns(['notification_id', 'user_id']).doUpdateSet({ ...state }))
    .execute()
}

/** How many were unread. */
export async function markAllRead(db: Db, reader: Reader, kinds: readonly NoticeKind[] | undefined): Promise<number> {
  const unread = notices(db, reader)
    .select(['n.id'])
    .where(isIn('open', reader.now))
    .where('st.read_at', 'is', null)
    .$if(kinds !== undefined, (query) => query.where('n.kind', 'in', [...(kinds ?? [])]))
  const result = await sql`
    insert into dispatch_notification_state as st (notification_id, user_id, read_at)
    select u.id, ${reader.userId}, ${reader.now} from (${unread}) u
    on conflict (notification_id, user_id) do update set read_at = excluded.read_at`.execute(db)
  return Number(result.numAffectedRows ?? 0)
}

export async function readMuted(db: Db, { workspaceId, userId }: Reader): Promise<string[]> {
  const row = await db
    .selectFrom('dispatch_notification_preference')
    .select('muted')
    .where('workspace_id', '=', workspaceId)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row?.muted ?? []
}

export async function writeMuted(db: Db, { workspaceId, userId, now }: Reader, muted: readonly NoticeKind[]): Promise<void> {
  await db
    .insertInto('dispatch_notification_preference')
    .values({ workspace_id: workspaceId, user_id: userId, muted: [...muted], updated_at: now })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'user_id']).doUpdateSet({ muted: [...muted], updated_at: now }))
    .execute()
}
