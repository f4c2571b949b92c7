// In which workspace somebody is, and as what: an account where it is a member, the shared password everywhere.
import type { Role } from '../platform/context.ts'
import type { Db } from '../platform/db/open-database.ts'
import { findFirstMembership, findMembership } from './store/members.ts'
import { findDefaultWorkspaceRow, findWorkspace } from './store/workspaces.ts'

export interface Place {
  workspaceId: string
  role: Role
}

/** A session as far as it tells its person's place. */
export interface Placed {
  user_id: string
  kind: 'shared' | 'account'
  workspace_id: string
  workspace_deleted_at: Date | null
  /** In the session's workspace. */
  role: Role | null
}

/** Undefined when the wanted workspace is not theirs, or without a wish when none is. */
export async function findPlace(db: Db, session: Placed, wanted: string | null): Promise<Place | undefined> {
  const isHere = !wanted || wanted === session.workspace_id
  if (isHere && !session.workspace_deleted_at) {
    if (session.kind === 'shared') return { workspaceId: session.workspace_id, role: 'owner' }
    if (session.role) return { workspaceId: session.workspace_id, role: session.role }
  }
  return session.kind === 'shared' ? findSharedPlace(db, wanted) : findAccountPlace(db, session.user_id, wanted)
}

/** Whoever knows the shared password owns the installation. */
export async function findSharedPlace(db: Db, wanted: string | null): Promise<Place | undefined> {
  const workspace = await (wanted ? findWorkspace(db, wanted) : findDefaultWorkspaceRow(db))
  return workspace && { workspaceId: workspace.id, role: 'owner' }
}

export async function findAccountPlace(db: Db, userId: string, wanted: string | null): Promise<Place | undefined> {
  const member = await (wanted ? findMembership(db, userId, wanted) : findFirstMembership(db, userId))
  return member && { workspaceId: member.workspace_id, role: member.role }
}
