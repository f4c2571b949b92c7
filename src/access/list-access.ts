// Who may come in: the people of the workspace, their invitations and sessions, and its keys.
import type { Ctx } from '../platform/context.ts'
import { decodeCursor, timeIdCursor, toPage } from '../platform/http/cursor.ts'
import { authorize } from './authorize.ts'
import { seesAllSessions } from './revoke-session.ts'
import { type ApiKeyRow, selectApiKeys } from './store/api-keys.ts'
import { type InvitationRow, selectInvitations } from './store/invitations.ts'
import { type MemberRow, selectMembers } from './store/members.ts'
import { type LiveSessionRow, selectLiveSessions } from './store/sessions.ts'

export interface PageQuery {
  limit: number
  cursor?: string | undefined
}

interface Page<Row> {
  items: Row[]
  next_cursor: string | null
}

/** Newest first, revoked ones included. */
export async function listApiKeys(ctx: Ctx, page: PageQuery): Promise<Page<ApiKeyRow>> {
  authorize(ctx, 'key.manage')
  return toPage(await selectApiKeys(ctx.db, keyset(ctx, page)), page.limit, (row) => [row.created_at.toISOString(), row.id])
}

/** In the order in which they joined. */
export async function listMembers(ctx: Ctx, page: PageQuery): Promise<Page<MemberRow>> {
  authorize(ctx, 'member.read')
  return toPage(await selectMembers(ctx.db, keyset(ctx, page)), page.limit, (row) => [row.joined_at.toISOString(), row.id])
}

/** Newest first, accepted, revoked and expired ones included. */
export async function listInvitations(ctx: Ctx, page: PageQuery): Promise<Page<InvitationRow>> {
  authorize(ctx, 'member.manage')
  return toPage(await selectInvitations(ctx.db, keyset(ctx, page)), page.limit, (row) => [row.created_at.toISOString(), row.id])
}

/** Living ones, last seen first: one's own, for admins those of the workspace. */
export async function listSessions(ctx: Ctx, page: PageQuery): Promise<Page<LiveSessionRow>> {
  authorize(ctx, 'session.end')
  const userId = seesAllSessions(ctx) ? undefined : ctx.actor.id
  const rows = await selectLiveSessions(ctx.db, { ...keyset(ctx, page), userId, now: ctx.now })
  return toPage(rows, page.limit, (row) => [row.last_seen_at.toISOString(), row.id])
}

function keyset(ctx: Ctx, { cursor, limit }: PageQuery) {
  const after = cursor === undefined ? undefined : decodeCursor(cursor, timeIdCursor)
  return { workspaceId: ctx.workspaceId, after, limit: limit + 1 }
}
