// Statements about who belongs to a workspace, and as what.
import { sql } from 'kysely'
import type { Role } from '../../platform/context.ts'
import type { Db } from '../../platform/db/open-database.ts'

export interface Membership {
  workspace_id: string
  role: Role
}

/** The place of an account in one workspace, unless that was deleted. */
export function findMembership(db: Db, userId: string, workspaceId: string): Promise<Membership | undefined> {
  return memberships(db, userId).where('m.workspace_id', '=', workspaceId).executeTakeFirst()
}

/** Where somebody without another wish begins: the workspace that they joined first. */
export function findFirstMembership(db: Db, userId: string): Promise<Membership | undefined> {
  return memberships(db, userId).orderBy('m.created_at').orderBy('m.workspace_id').limit(1).executeTakeFirst()
}

function memberships(db: Db, userId: string) {
  return db
    .selectFrom('dispatch_member as m')
    .innerJoin('dispatch_workspace as w', 'w.id', 'm.workspace_id')
    .select(['m.workspace_id', 'm.role'])
    .where('m.user_id', '=', userId)
    .where('w.deleted_at', 'is', null)
}

/** False when they belonged to it already: their role stays. */
export async function insertMember(
  db: Db,
  row: { workspace_id: string; user_id: string; role: Role; created_at: Date },
): Promise<boolean> {
  const inserted = await db
    .insertInto('dispatch_member')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('user_id')
    .executeTakeFirst()
  return inserted !== undefined
}

/** Whoever belongs to one workspace belongs to the other as the same. */
export async function copyMembers(db: Db, workspaces: { from: string; to: string; now: Date }): Promise<void> {
  await db
    .insertInto('dispatch_member')
    .columns(['workspace_id', 'user_id', 'role', 'created_at'])
    .expression((eb) =>
      eb
        .selectFrom('dispatch_member')
        .select([eb.val(workspaces.to).as('workspace_id'), 'user_id', 'role', eb.val(workspaces.now).as('created_at')])
        .where('workspace_id', '=', workspaces.from),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function updateRole(db: Db, member: { workspaceId: string; userId: string; role: Role }): Promise<void> {
  await db
    .updateTable('dispatch_member')
    .set({ role: member.role })
    .where('workspace_id', '=', member.workspaceId)
    .where('user_id', '=', member.userId)
    .execute()
}

export async function deleteMember(db: Db, workspaceId: string, userId: string): Promise<void> {
  await db.deleteFrom('dispatch_member').where('workspace_id', '=', workspaceId).where('user_id', '=', userId).execute()
}

export async function countOwners(db: Db, workspaceId: string): Promise<number> {
  const row = await db
    .selectFrom('dispatch_member')
    .select(sql<number>`count(*)::int`.as('owners'))
    .where('workspace_id', '=', workspaceId)
    .where('role', '=', 'owner')
    .executeTakeFirstOrThrow()
  return row.owners
}

export interface MemberRow {
  id: string
  display_name: string
  email: string | null
  role: Role
  joined_at: Date
  github_login: string | null
  has_password: boolean
  last_seen_at: Date | null
}

/** In the order in which they joined. */
export function selectMembers(
  db: Db,
  page: { workspaceId: string; after: readonly [string, string] | undefined; limit: number },
): Promise<MemberRow[]> {
  return people(db, page.workspaceId)
    .$if(page.after !== undefined, (qb) =>
      qb.where((eb) =>
        eb(eb.refTuple('m.created_at', 'u.id'), '>', eb.tuple(new Date(page.after?.[0] ?? 0), page.after?.[1] ?? '')),
      ),
    )
    .orderBy('m.created_at')
    .orderBy('u.id')
    .limit(page.limit)
    .execute()
}

export function findMember(db: Db, workspaceId: string, userId: string): Promise<MemberRow | undefined> {
  return people(db, workspaceId).where('m.user_id', '=', userId).executeTakeFirst()
}

function people(db: Db, workspaceId: string) {
  return db
    .selectFrom('dispatch_member as m')
    .innerJoin('dispatch_user as u', 'u.id', 'm.user_id')
    .leftJoin('dispatch_identity as i', (join) => join.onRef('i.user_id', '=', 'u.id').on('i.provider', '=', 'github'))
    .select(['u.id', 'u.display_name', 'u.email', 'm.role', 'm.created_at as joined_at', 'i.login as github_login'])
    .select(sql<boolean>`u.password_hash is not null`.as('has_password'))
    .select((eb) =>
      eb
        .selectFrom('dispatch_session as s')
        .select((row) => row.fn.max('s.last_seen_at').as('at'))
        .whereRef('s.user_id', '=', 'u.id')
        .as('last_seen_at'),
    )
    .where('m.workspace_id', '=', workspaceId)
}

/** Whether the account belongs to any other living workspace. */
export async function belongsElsewhere(db: Db, userId: string, workspaceId: string): Promise<boolean> {
  const other = await memberships(db, userId).where('m.workspace_id', '!=', workspaceId).limit(1).executeTakeFirst()
  return other !== undefined
}
