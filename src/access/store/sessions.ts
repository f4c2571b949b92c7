// Statements about people's sessions.
import { sql } from 'kysely'
import type { Role } from '../../platform/context.ts'
import type { Db } from '../../platform/db/open-database.ts'

/** How somebody came in. The first two prove no account: whoever may use them owns the installation. */
export type EntryMethod = 'password' | 'link' | 'account' | 'github' | 'invitation' | 'reset'

export interface NewSessionRow {
  id: string
  token_hash: string
  user_id: string
  workspace_id: string
  created_at: Date
  expires_at: Date
  confirmed_at: Date
  last_seen_at: Date
  user_agent: string | null
  method?: EntryMethod
}

export async function insertSession(db: Db, row: NewSessionRow): Promise<void> {
  await db.insertInto('dispatch_session').values(row).execute()
}

/** The living session behind a token, with its person, their role in its workspace, and whether that still exists. */
export function findLiveSession(db: Db, tokenHash: string, now: Date) {
  return db
    .selectFrom('dispatch_session as s')
    .innerJoin('dispatch_user as u', 'u.id', 's.user_id')
    .innerJoin('dispatch_workspace as w', 'w.id', 's.workspace_id')
    .leftJoin('dispatch_member as m', (join) =>
      join.onRef('m.workspace_id', '=', 's.workspace_id').onRef('m.user_id', '=', 's.user_id'),
    )
    .select([
      's.id',
      's.user_id',
      's.workspace_id',
      's.expires_at',
      's.confirmed_at',
      's.last_seen_at',
      'u.display_name',
      'u.kind',
      'm.role',
      'w.deleted_at as workspace_deleted_at',
    ])
    .where('s.token_hash', '=', tokenHash)
    .where('s.revoked_at', 'is', null)
    .where('s.expires_at', '>', now)
    .executeTakeFirst()
}

/** A session that is used lives on. Repeats what makes it alive, so that a revoked one stays revoked. */
export async function touchSession(db: Db, id: string, seen: { now: Date; expiresAt: Date }): Promise<void> {
  await db
    .updateTable('dispatch_session')
    .set({ last_seen_at: seen.now, expires_at: seen.expiresAt })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', seen.now)
    .execute()
}

/** Whether the session lives, and its person may still be in that workspace. */
export async function isSessionLive(db: Db, session: { id: string; workspaceId: string; now: Date }): Promise<boolean> {
  return (await findSessionRole(db, session)) !== undefined
}

/** What the person of a living session is in that workspace; undefined for nothing. Whoever shares the password owns it. */
export async function findSessionRole(
  db: Db,
  session: { id: string; workspaceId: string; now: Date },
): Promise<Role | undefined> {
  const row = await db
    .selectFrom('dispatch_session as s')
    .innerJoin('dispatch_user as u', 'u.id', 's.user_id')
    .innerJoin('dispatch_workspace as w', (join) => join.on('w.id', '=', session.workspaceId))
    .leftJoin('dispatch_member as m', (join) => join.onRef('m.workspace_id', '=', 'w.id').onRef('m.user_id', '=', 's.user_id'))
    .select(['u.kind', 'm.role'])
    .where('s.id', '=', session.id)
    .where('s.revoked_at', 'is', null)
    .where('s.expires_at', '>', session.now)
    .where('w.deleted_at', 'is', null)
    .where((eb) => eb.or([eb('u.kind', '=', 'shared'), eb('m.role', 'is not', null)]))
    .executeTakeFirst()
  return row?.kind === 'shared' ? 'owner' : (row?.role ?? undefined)
}

export async function confirmSession(db: Db, id: string, now: Date): Promise<void> {
  await db
    .updateTable('dispatch_session')
    .set({ confirmed_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
}

export async function changeSession(db: Db, id: string, changes: { user_id?: string; workspace_id?: string }): Promise<void> {
  await db.updateTable('dispatch_session').set(changes).where('id', '=', id).where('revoked_at', 'is', null).execute()
}

export interface LiveSessionRow {
  id: string
  user_id: string
  display_name: string
  kind: 'shared' | 'account'
  /** In this workspace; null for whoever shares the password. */
  role: Role | null
  created_at: Date
  last_seen_at: Date
  expires_at: Date
  user_agent: string | null
}

/** The living sessions of the workspace's people, last seen first; of one person, when one is named. */
export function selectLiveSessions(
  db: Db,
  of: {
    workspaceId: string
    userId?: string | undefined
    now: Date
    after?: readonly [string, string] | undefined
    limit: number
  },
): Promise<LiveSessionRow[]> {
  return sessionsOf(db, of)
    .$if(of.userId !== undefined, (qb) => qb.where('s.user_id', '=', of.userId ?? ''))
    .$if(of.after !== undefined, (qb) =>
      qb.where((eb) =>
        eb(eb.refTuple('s.last_seen_at', 's.id'), '<', eb.tuple(new Date(of.after?.[0] ?? 0), of.after?.[1] ?? '')),
      ),
    )
    .orderBy('s.last_seen_at', 'desc')
    .orderBy('s.id', 'desc')
    .limit(of.limit)
    .execute()
}

export function findSessionOf(
  db: Db,
  session: { id: string; workspaceId: string; now: Date },
): Promise<LiveSessionRow | undefined> {
  return sessionsOf(db, session).where('s.id', '=', session.id).executeTakeFirst()
}

/** Of its members wherever they work now, and of those who share the password while they work here. */
function sessionsOf(db: Db, { workspaceId, now }: { workspaceId: string; now: Date }) {
  return db
    .selectFrom('dispatch_session as s')
    .innerJoin('dispatch_user as u', 'u.id', 's.user_id')
    .leftJoin('dispatch_member as m', (join) => join.onRef('m.user_id', '=', 's.user_id').on('m.workspace_id', '=', workspaceId))
    .select([
      's.id',
      's.user_id',
      'u.display_name',
      'u.kind',
      'm.role',
      's.created_at',
      's.last_seen_at',
      's.expires_at',
      's.user_agent',
    ])
    .where('s.revoked_at', 'is', null)
    .where('s.expires_at', '>', now)
    .where((eb) =>
      eb.or([eb('m.role', 'is not', null), eb.and([eb('u.kind', '=', 'shared'), eb('s.workspace_id', '=', workspaceId)])]),
    )
}

/** False when there was no living session of this id. */
export async function revokeSession(db: Db, id: string, now: Date): Promise<boolean> {
  const row = await db
    .updateTable('dispatch_session')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** The ids of those that were alive: all that the shared password or a link opened. */
export async function revokeSharedSessions(db: Db, now: Date): Promise<string[]> {
  const rows = await db
    .updateTable('dispatch_session')
    .set({ revoked_at: now })
    .where('revoked_at', 'is', null)
    .where('method', 'in', ['password', 'link'])
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

/** The ids of those of a person that were alive, besides one. */
export async function revokeSessionsOf(db: Db, of: { userId: string; but?: string | undefined; now: Date }): Promise<string[]> {
  const rows = await db
    .updateTable('dispatch_session')
    .set({ revoked_at: of.now })
    .where('user_id', '=', of.userId)
    .where('revoked_at', 'is', null)
    .where('id', '!=', of.but ?? '')
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

/** Whoever works in a workspace that ends goes on in the default one, if they may. */
export async function leaveWorkspace(db: Db, workspaceId: string): Promise<void> {
  await sql`
    update dispatch_session set workspace_id = (select w.id from dispatch_workspace w where w.is_default)
    where workspace_id = ${workspaceId}`.execute(db)
}

/** Sessions that ended before `before` tell nobody anything any more. */
export async function deleteEndedSessions(db: Db, before: Date): Promise<void> {
  await db
    .deleteFrom('dispatch_session')
    .where((eb) => eb.or([eb('expires_at', '<', before), eb('revoked_at', '<', before)]))
    .execute()
}
