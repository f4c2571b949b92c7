// What the one who is logged in may do here, by the same table that the server decides with.
'use client'
import type { Role } from '../../platform/context.ts'
import { type Action, hasRole, roles, ruleOf } from '../domain/permissions.ts'
import { useSession } from './session.ts'

export interface Permission {
  allowed: boolean
  /** Why not, for people; undefined when it is allowed. */
  reason: string | undefined
}

const plural: Record<Role, string> = { viewer: 'viewers', member: 'members', admin: 'admins', owner: 'owners' }

/** Whether a role may do it. Without a role (not loaded yet) everything is offered: the server decides anyway. */
export function permissionOf(role: Role | null | undefined, action: Action): Permission {
  const wanted = ruleOf(action).role
  if (!role || hasRole(role, wanted)) return { allowed: true, reason: undefined }
  const those = roles.filter((candidate) => hasRole(candidate, wanted)).map((candidate) => plural[candidate])
  const who = those.length > 1 ? `${those.slice(0, -1).join(', ')} and ${those.at(-1)}` : (those[0] ?? '')
  return { allowed: false, reason: `For ${who} only. You are ${role} in this workspace.` }
}

export function usePermission(action: Action): Permission {
  return permissionOf(useSession().data?.role, action)
}
