// Who hears of an event: everybody in the workspace, its admins, or one person. The one rule for streams, polls and webhooks.
import type { Actor, Role, Scope } from '../../platform/context.ts'
import { accessNouns } from './event-types.ts'
import { hasRole } from './permissions.ts'

export type Audience = 'everyone' | 'admins' | 'one_person'

/** Whoever listens, as far as this goes. */
export interface Listener {
  actor: Pick<Actor, 'type' | 'id'>
  scopes: ReadonlySet<Scope>
  role?: Role | undefined
}

/** An event as far as this goes. */
export interface HeardEvent {
  type: string
  subject: { type: string; id: string }
  /** Whom it concerns, when it concerns one person. */
  userId: string | null
}

/** The work: what every member may read anyway. */
export const workNouns: readonly string[] = [
  'issue',
  'comment',
  'relation',
  'link',
  'plan',
  'run',
  'pr',
  'fix',
  'deployment',
  'delivery',
  'signal',
  'decision',
  'agent',
  'repository',
  'status',
  'label',
  'view',
  'workspace',
]

/** Logins, people and keys, and where secrets are kept. */
export const adminNouns: readonly string[] = [...accessNouns, 'connection', 'webhook']

/** What one person has read or wants to be told. */
export const personalNouns: readonly string[] = ['notification']

/** Whom a type of events is for. What nobody has classified is for admins. */
export function audienceOf(type: string): Audience {
  const noun = type.slice(0, type.indexOf('.'))
  if (personalNouns.includes(noun)) return 'one_person'
  return workNouns.includes(noun) ? 'everyone' : 'admins'
}

/** Whether the listener may know of the event. */
export function mayHear(listener: Listener, event: HeardEvent): boolean {
  switch (audienceOf(event.type)) {
    case 'everyone':
      return true
    case 'admins':
      return isAdmin(listener) || isOwnMembership(listener, event)
    case 'one_person':
      return listener.actor.type === 'person' && listener.actor.id === (event.userId ?? event.subject.id)
  }
}

/** Nouns of which the listener never hears: to leave them out where the log is read. */
export function hiddenNouns(listener: Listener): string[] {
  const isPerson = listener.actor.type === 'person'
  return [...(isAdmin(listener) || isPerson ? [] : adminNouns), ...(isPerson ? [] : personalNouns)]
}

/** Everybody hears what they themselves have become. */
function isOwnMembership({ actor }: Listener, { type, subject }: HeardEvent): boolean {
  return actor.type === 'person' && type === 'member.updated' && subject.id === actor.id
}

function isAdmin({ actor, role, scopes }: Listener): boolean {
  return actor.type === 'person' ? role !== undefined && hasRole(role, 'admin') : scopes.has('admin')
}
