// Who may come in: the keys of the workspace and the living sessions of the installation.
import type { Ctx } from '../platform/context.ts'
import { decodeCursor, timeIdCursor, toPage } from '../platform/http/cursor.ts'
import { authorize } from './authorize.ts'
import { type ApiKeyRow, selectApiKeys } from './store/api-keys.ts'
import { selectLiveSessions } from './store/sessions.ts'

/** Newest first, revoked ones included. */
export async function listApiKeys(
  ctx: Ctx,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: ApiKeyRow[]; next_cursor: string | null }> {
  authorize(ctx, 'key.manage')
  const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor, timeIdCursor)
  const rows = await selectApiKeys(ctx.db, { workspaceId: ctx.workspaceId, after, limit: page.limit + 1 })
  return toPage(rows, page.limit, (row) => [row.created_at.toISOString(), row.id])
}

/** Last seen first. */
export function listSessions(ctx: Ctx, limit: number) {
  authorize(ctx, 'key.manage')
  return selectLiveSessions(ctx.db, ctx.now, limit)
}
