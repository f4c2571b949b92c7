// Who may do what: one table. An agent at work never decides about itself, whatever its token claims.
import type { Actor, Role, Scope } from '../../platform/context.ts'

/** From least to most. */
export const roles = ['viewer', 'member', 'admin', 'owner'] as const satisfies readonly Role[]

/** Who may do an action: people by their role, keys and runs by their scopes, and nobody of another kind. */
export interface Rule {
  /** The least role that a person needs. */
  role: Role
  /** Any one of these; `admin` always suffices. */
  scopes: readonly Scope[]
  actors: readonly Actor['type'][]
}

const onlyPeople = ['person'] as const
const people = ['person', 'key'] as const
const peopleAndSystem = ['person', 'key', 'system'] as const
const anyone = ['person', 'key', 'webhook', 'system'] as const
const anyoneAndRuns = [...anyone, 'run'] as const

const rules = {
  'issue.read': { role: 'viewer', scopes: ['read', 'agent'], actors: anyoneAndRuns },
  'issue.write': { role: 'member', scopes: ['write'], actors: anyone },
  'issue.delete': { role: 'member', scopes: ['write'], actors: people },
  'comment.write': { role: 'member', scopes: ['write', 'agent'], actors: anyoneAndRuns },
  'event.read': { role: 'viewer', scopes: ['read', 'agent'], actors: anyone },
  'run.start': { role: 'member', scopes: ['write'], actors: anyone },
  'run.force': { role: 'admin', scopes: ['admin'], actors: people },
  'run.cancel': { role: 'member', scopes: ['write'], actors: anyone },
  'run.report': { role: 'owner', scopes: ['agent'], actors: ['key', 'run', 'system'] },
  'plan.submit': { role: 'member', scopes: ['agent', 'write'], actors: ['person', 'key', 'run', 'system'] },
  'plan.approve': { role: 'member', scopes: ['admin'], actors: people },
  'delivery.read': { role: 'viewer', scopes: ['read'], actors: anyone },
  'delivery.replay': { role: 'admin', scopes: ['write'], actors: people },
  'connection.manage': { role: 'admin', scopes: ['admin'], actors: peopleAndSystem },
  'deployment.write': { role: 'member', scopes: ['deploy'], actors: anyone },
  'agent.manage': { role: 'admin', scopes: ['admin'], actors: peopleAndSystem },
  'repository.manage': { role: 'admin', scopes: ['admin'], actors: peopleAndSystem },
  'key.manage': { role: 'admin', scopes: ['admin'], actors: people },
  'policy.manage': { role: 'admin', scopes: ['admin'], actors: people },
  'webhook.manage': { role: 'admin', scopes: ['admin'], actors: people },
  'member.read': { role: 'viewer', scopes: ['read'], actors: people },
  'member.manage': { role: 'admin', scopes: ['admin'], actors: people },
  'owner.manage': { role: 'owner', scopes: ['admin'], actors: onlyPeople },
  'audit.read': { role: 'admin', scopes: ['admin'], actors: people },
  'settings.read': { role: 'admin', scopes: ['admin'], actors: people },
  'settings.manage': { role: 'owner', scopes: ['admin'], actors: people },
  'metrics.read': { role: 'admin', scopes: ['read'], actors: people },
  'workspace.read': { role: 'viewer', scopes: ['read'], actors: people },
  'workspace.manage': { role: 'admin', scopes: ['admin'], actors: peopleAndSystem },
  'workspace.create': { role: 'admin', scopes: ['admin'], actors: ['person', 'system'] },
  'workspace.delete': { role: 'owner', scopes: ['admin'], actors: onlyPeople },
  'view.read': { role: 'viewer', scopes: ['read'], actors: people },
  'view.save': { role: 'viewer', scopes: ['write'], actors: people },
  'view.share': { role: 'member', scopes: ['write'], actors: people },
  'inbox.read': { role: 'viewer', scopes: ['read'], actors: onlyPeople },
  'inbox.change': { role: 'viewer', scopes: ['read'], actors: onlyPeople },
  'session.read': { role: 'viewer', scopes: ['read', 'deploy'], actors: people },
  'session.change': { role: 'viewer', scopes: ['read'], actors: onlyPeople },
  'session.end': { role: 'viewer', scopes: ['admin'], actors: people },
} as const satisfies Record<string, Rule>

export type Action = keyof typeof rules

/** All actions, for tests and documents. */
export const actions = Object.keys(rules) as Action[]

/** What the table says about an action. */
export function ruleOf(action: Action): Rule {
  return rules[action]
}

/** The caller as far as permissions go. */
export interface Caller {
  actorType: Actor['type']
  scopes: ReadonlySet<Scope>
  role?: Role | undefined
  /** The only issue that a run may touch. */
  runIssueId?: string | undefined
}

export type Access =
  | { allowed: true }
  | { allowed: false; code: 'missing_scope' | 'missing_role' | 'actor_not_allowed' | 'other_issue'; sentence: string }

/** Decides whether the caller may do `action`; `issueId` names the issue it concerns, which a run's token must own. */
export function decideAccess(caller: Caller, action: Action, issueId?: string): Access {
  const rule = ruleOf(action)
  if (!rule.actors.includes(caller.actorType)) {
    return { allowed: false, code: 'actor_not_allowed', sentence: `A caller of type ${caller.actorType} can never do ${action}.` }
  }
  if (caller.actorType === 'person') return decideByRole(caller.role, rule, action)
  if (caller.actorType === 'run' && (!issueId || issueId !== caller.runIssueId)) {
    return { allowed: false, code: 'other_issue', sentence: 'A run may only touch the issue that it works on.' }
  }
  if (!hasScope(caller.scopes, rule.scopes)) {
    return {
      allowed: false,
      code: 'missing_scope',
      sentence: `${action} needs a key with the scope ${[...new Set([...rule.scopes, 'admin'])].join(' or ')}.`,
    }
  }
  return { allowed: true }
}

function decideByRole(role: Role | undefined, rule: Rule, action: Action): Access {
  if (role && hasRole(role, rule.role)) return { allowed: true }
  const who = role ? `You are ${role} in this workspace` : 'You are no member of this workspace'
  return { allowed: false, code: 'missing_role', sentence: `${action} needs the role ${rule.role}. ${who}.` }
}

/** Whether a role is the wanted one or more. */
export function hasRole(held: Role, wanted: Role): boolean {
  return roles.indexOf(held) >= roles.indexOf(wanted)
}

/** Whether any of the wanted scopes is held. */
export function hasScope(held: ReadonlySet<Scope>, wanted: readonly Scope[]): boolean {
  return held.has('admin') || wanted.some((scope) => held.has(scope))
}

/** What a key's scopes amount to: admin is everything, and whoever may write or work as an agent may read. */
export function expandScopes(granted: readonly Scope[]): ReadonlySet<Scope> {
  if (granted.includes('admin')) return allScopes
  const scopes = new Set(granted)
  if (scopes.has('write') || scopes.has('agent')) scopes.add('read')
  return scopes
}

export const allScopes: ReadonlySet<Scope> = new Set<Scope>(['read', 'write', 'agent', 'admin', 'deploy'])

const scopesByRole: Record<Role, ReadonlySet<Scope>> = {
  viewer: new Set<Scope>(['read']),
  member: new Set<Scope>(['read', 'write', 'deploy']),
  admin: allScopes,
  owner: allScopes,
}

/** What a person's role would be as a key's scopes: shown to clients; decisions are made by the role. */
export function scopesOfRole(role: Role): ReadonlySet<Scope> {
  return scopesByRole[role]
}
