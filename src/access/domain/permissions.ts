// Who may do what: one table. An agent at work never decides about itself, whatever its token claims.
import type { Actor, Scope } from '../../platform/context.ts'

export type Action =
  | 'issue.read'
  | 'issue.write'
  | 'issue.delete'
  | 'comment.write'
  | 'event.read'
  | 'run.start'
  | 'run.force'
  | 'run.cancel'
  | 'run.report'
  | 'plan.submit'
  | 'plan.approve'
  | 'delivery.read'
  | 'delivery.replay'
  | 'deployment.write'
  | 'agent.manage'
  | 'repository.manage'
  | 'key.manage'
  | 'policy.manage'
  | 'workspace.manage'

/** The caller as far as permissions go. */
export interface Caller {
  actorType: Actor['type']
  scopes: ReadonlySet<Scope>
  /** The only issue that a run may touch. */
  runIssueId?: string | undefined
}

export type Access =
  | { allowed: true }
  | { allowed: false; code: 'missing_scope' | 'actor_not_allowed' | 'other_issue'; sentence: string }

interface Rule {
  /** Any one of these; `admin` always suffices. */
  scopes: readonly Scope[]
  actors: readonly Actor['type'][]
}

const people = ['person', 'key'] as const
const anyone = ['person', 'key', 'webhook', 'system'] as const
const anyoneAndRuns = [...anyone, 'run'] as const

const rules: Record<Action, Rule> = {
  'issue.read': { scopes: ['read', 'agent'], actors: anyoneAndRuns },
  'issue.write': { scopes: ['write'], actors: anyone },
  'issue.delete': { scopes: ['write'], actors: people },
  'comment.write': { scopes: ['write', 'agent'], actors: anyoneAndRuns },
  'event.read': { scopes: ['read', 'agent'], actors: anyone },
  'run.start': { scopes: ['write'], actors: anyone },
  'run.force': { scopes: ['admin'], actors: people },
  'run.cancel': { scopes: ['write'], actors: anyone },
  'run.report': { scopes: ['agent'], actors: ['key', 'run', 'system'] },
  'plan.submit': { scopes: ['agent', 'write'], actors: ['person', 'key', 'run', 'system'] },
  'plan.approve': { scopes: ['admin'], actors: people },
  'delivery.read': { scopes: ['read'], actors: anyone },
  'delivery.replay': { scopes: ['write'], actors: people },
  'deployment.write': { scopes: ['deploy'], actors: anyone },
  'agent.manage': { scopes: ['admin'], actors: ['person', 'key', 'system'] },
  'repository.manage': { scopes: ['admin'], actors: ['person', 'key', 'system'] },
  'key.manage': { scopes: ['admin'], actors: people },
  'policy.manage': { scopes: ['admin'], actors: people },
  'workspace.manage': { scopes: ['admin'], actors: ['person', 'key', 'system'] },
}

/** All actions, for tests and documents. */
export const actions = Object.keys(rules) as Action[]

/** Decides whether the caller may do `action`; `issueId` names the issue it concerns, which a run's token must own. */
export function decideAccess(caller: Caller, action: Action, issueId?: string): Access {
  const rule = rules[action]
  if (!rule.actors.includes(caller.actorType)) {
    return { allowed: false, code: 'actor_not_allowed', sentence: `A caller of type ${caller.actorType} can never do ${action}.` }
  }
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
