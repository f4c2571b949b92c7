// A page of the workspaces that a caller has: few, so that they are read whole and cut here.
import { decodeCursor, timeIdCursor, toPage } from '../platform/http/cursor.ts'
import type { Workspace } from './load-workspace.ts'

/** @param workspaces oldest first */
export function pageWorkspaces<W extends Workspace>(workspaces: W[], page: { limit: number; cursor?: string | undefined }) {
  const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor, timeIdCursor)
  const rest = after ? workspaces.filter((workspace) => isAfter(workspace, after)) : workspaces
  return toPage(rest, page.limit, ({ createdAt, id }) => [createdAt.toISOString(), id])
}

function isAfter({ createdAt, id }: Workspace, [time, afterId]: [string, string]): boolean {
  const at = createdAt.toISOString()
  return at > time || (at === time && id > afterId)
}
