// Statements about invitations. Only the hash of a link's token is here.
import { sql } from 'kysely'
import type { Actor, Role } from '../../platform/context.ts'
import type { Db } from '../../platform/db/open-database.ts'

export interface NewInvitationRow {
  id: string
  workspace_id: string
  email: string
  role: Role
  token_hash: string
  created_by: Actor
  created_at: Date
  expires_at: Date
}

export async function insertInvitation(db: Db, row: NewInvitationRow): Promise<void> {
  await db.insertInto('dispatch_invitation').values(row).execute()
}

const shown = [
  'id',
  'workspace_id',
  'email',
  'role',
  'created_by',
  'created_at',
  'expires_at',
  'accepted_at',
  'accepted_by',
  'revoked_at',
] as const

export function findInvitation(db: Db, workspaceId: string, id: string) {
  return db
    .selectFrom('dispatch_invitation')
    .select(shown)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function countOpenInvitations(db: Db, workspaceId: string, now: Date): Promise<number> {
  const { count } = await db
    .selectFrom('dispatch_invitation')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export type InvitationRow = NonNullable<Awaited<ReturnType<typeof findInvitation>>>

/** Newest first. */
export function selectInvitations(
  db: Db,
  page: { workspaceId: string; after: readonly [string, string] | undefined; limit: number },
): Promise<InvitationRow[]> {
  return db
    .selectFrom('dispatch_invitation')
    .select(shown)
    .where('workspace_id', '=', page.workspaceId)
    .$if(page.after !== undefined, (qb) =>
      qb.where((eb) => eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(new Date(page.after?.[0] ?? 0), page.after?.[1] ?? ''))),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute()
}

/** The open invitation behind a link, with the name of its workspace. */
export function findOpenInvitation(db: Db, tokenHash: string, now: Date) {
  return db
    .selectFrom('dispatch_invitation as i')
    .innerJoin('dispatch_workspace as w', 'w.id', 'i.workspace_id')
    .select(['i.id', 'i.workspace_id', 'i.email', 'i.role', 'i.expires_at', 'w.name as workspace_name'])
    .where('i.token_hash', '=', tokenHash)
    .where('i.accepted_at', 'is', null)
    .where('i.revoked_at', 'is', null)
    .where('i.expires_at', '>', now)
    .where('w.deleted_at', 'is', null)
    .executeTakeFirst()
}

export type OpenInvitation = NonNullable<Awaited<ReturnType<typeof findOpenInvitation>>>

/** Holds the invitation until the transaction ends; undefined when somebody else was faster. */
export function lockOpenInvitation(db: Db, id: string, now: Date) {
  return db
    .selectFrom('dispatch_invitation')
    .select('id')
    .where('id', '=', id)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .forUpdate()
    .executeTakeFirst()
}

export async function closeInvitation(db: Db, id: string, accepted: { by: string; now: Date }): Promise<void> {
  await db
    .updateTable('dispatch_invitation')
    .set({ accepted_at: accepted.now, accepted_by: accepted.by })
    .where('id', '=', id)
    .execute()
}

/** False when it was not open any more. */
export async function revokeInvitationRow(db: Db, invitation: { workspaceId: string; id: string; now: Date }): Promise<boolean> {
  const row = await open(db, invitation.workspaceId, invitation.now).where('id', '=', invitation.id).executeTakeFirst()
  return row !== undefined
}

/** The ids of those that were open for this address. */
export async function revokeInvitationsOf(db: Db, to: { workspaceId: string; email: string; now: Date }): Promise<string[]> {
  const rows = await open(db, to.workspaceId, to.now).where('email', '=', to.email).execute()
  return rows.map((row) => row.id)
}

/** The ids of those that this person had made. */
export async function revokeInvitationsBy(db: Db, by: { workspaceId: string; userId: string; now: Date }): Promise<string[]> {
  const rows = await open(db, by.workspaceId, by.now).where(sql<string>`created_by ->> 'id'`, '=', by.userId).execute()
  return rows.map((row) => row.id)
}

function open(db: Db, workspaceId: string, now: Date) {
  return db
    .updateTable('dispatch_invitation')
    .set({ revoked_at: now })
    .where('workspace_id', '=', workspaceId)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .returning('id')
}
