// May this person change that one's place in the workspace?
import type { Role } from '../../platform/context.ts'
import { hasRole } from './permissions.ts'

export interface MembershipChange {
  /** Of whoever asks. */
  by: Role
  /** Whoever asks changes their own membership. */
  isOwn: boolean
  from: Role
  /** Undefined: they leave, or are removed. */
  to: Role | undefined
  /** How many owners with an account the workspace has before the change. */
  owners: number
}

export type MembershipDecision = { allowed: true } | { allowed: false; code: 'missing_role' | 'last_owner'; sentence: string }

/** Everyone may leave; admins decide about everyone but owners, owners about all; one owner always stays. */
export function decideMembership({ by, isOwn, from, to, owners }: MembershipChange): MembershipDecision {
  const isLeaving = isOwn && to === undefined
  if (!isLeaving && !hasRole(by, 'admin')) return refuse('Only admins and owners change memberships.')
  if (!isLeaving && (from === 'owner' || to === 'owner') && by !== 'owner') return refuse('Only an owner decides about owners.')
  if (from === 'owner' && to !== 'owner' && owners <= 1) {
    return {
      allowed: false,
      code: 'last_owner',
      sentence: 'The workspace would have no owner. Make someone else an owner first.',
    }
  }
  return { allowed: true }
}

function refuse(sentence: string): MembershipDecision {
  return { allowed: false, code: 'missing_role', sentence }
}
