// The events that can be subscribed to, in the groups in which people choose them. `noun.*` and `*` take what comes later, too.
import { accessNouns, isAccessEvent } from '../../access/domain/event-types.ts'
import { audienceOf } from '../../access/domain/may-hear.ts'

export interface EventGroup {
  noun: string
  title: string
  types: readonly string[]
}

export const eventGroups: readonly EventGroup[] = [
  {
    noun: 'issue',
    title: 'Issues',
    types: ['issue.created', 'issue.updated', 'issue.moved', 'issue.assigned', 'issue.enriched', 'issue.deleted'],
  },
  { noun: 'comment', title: 'Comments', types: ['comment.added', 'comment.updated', 'comment.deleted'] },
  { noun: 'relation', title: 'Relations', types: ['relation.added', 'relation.updated', 'relation.removed'] },
  { noun: 'link', title: 'Links', types: ['link.added', 'link.removed'] },
  { noun: 'plan', title: 'Plans', types: ['plan.submitted', 'plan.approved', 'plan.changes_requested'] },
  { noun: 'run', title: 'Runs', types: ['run.queued', 'run.updated', 'run.finished'] },
  { noun: 'pr', title: 'Pull requests', types: ['pr.linked', 'pr.updated', 'pr.unlinked'] },
  {
    noun: 'fix',
    title: 'Fixes',
    types: [
      'fix.opened',
      'fix.watching',
      'fix.rolled_back',
      'fix.verified',
      'fix.failed',
      'fix.inconclusive',
      'fix.reverted',
      'fix.superseded',
      'fix.broken',
      'fix.noted',
    ],
  },
  { noun: 'deployment', title: 'Deployments', types: ['deployment.recorded'] },
  {
    noun: 'delivery',
    title: 'Deliveries',
    types: ['delivery.replayed', 'delivery.retried', 'delivery.replay_requested', 'delivery.replay_canceled'],
  },
  { noun: 'signal', title: 'Signals', types: ['signal.recorded'] },
  { noun: 'decision', title: 'Decisions', types: ['decision.recorded'] },
  { noun: 'agent', title: 'Agents', types: ['agent.created', 'agent.updated', 'agent.deleted'] },
  { noun: 'repository', title: 'Repositories', types: ['repository.connected', 'repository.updated', 'repository.disconnected'] },
  { noun: 'status', title: 'Columns', types: ['status.created', 'status.updated', 'status.deleted'] },
  { noun: 'label', title: 'Labels', types: ['label.created', 'label.updated', 'label.deleted'] },
  { noun: 'view', title: 'Saved views', types: ['view.created', 'view.updated', 'view.deleted'] },
  {
    noun: 'connection',
    title: 'Connections',
    types: [
      'connection.added',
      'connection.changed',
      'connection.secret_rotated',
      'connection.old_secret_retired',
      'connection.installation_changed',
      'connection.deleted',
    ],
  },
  { noun: 'workspace', title: 'Workspace', types: ['workspace.created', 'workspace.updated', 'workspace.deleted'] },
  {
    noun: 'webhook',
    title: 'Webhooks',
    types: [
      'webhook.created',
      'webhook.updated',
      'webhook.disabled',
      'webhook.deleted',
      'webhook.secret_rotated',
      'webhook.tested',
      'webhook.replayed',
    ],
  },
]

/** Logins, people and keys: names and addresses stand in them, so `*` leaves them out and they are chosen by name. */
export const accessGroups: readonly EventGroup[] = [
  { noun: 'login', title: 'Failed logins and login links', types: ['login.failed', 'login.throttled', 'login.link_created'] },
  { noun: 'session', title: 'Sessions', types: ['session.created', 'session.confirmed', 'session.renamed', 'session.revoked'] },
  { noun: 'key', title: 'API keys', types: ['key.created', 'key.used', 'key.revoked'] },
  { noun: 'member', title: 'Members', types: ['member.added', 'member.updated', 'member.removed'] },
  { noun: 'invitation', title: 'Invitations', types: ['invitation.created', 'invitation.accepted', 'invitation.revoked'] },
  {
    noun: 'account',
    title: 'Accounts',
    types: ['account.password_changed', 'account.reset_link', 'account.github_linked', 'account.shared_password'],
  },
]

const nouns: ReadonlySet<string> = new Set([...eventGroups, ...accessGroups].map(({ noun }) => noun).concat(accessNouns))

const pattern = /^(\*|[a-z_]{1,40}\.(\*|[a-z_]{1,60}))$/

/** `*`, `noun.*` or `noun.verb`. A verb may be one that this list does not have yet; a noun that nothing has would never be heard. */
export function isEventPattern(text: string): boolean {
  return pattern.test(text) && (text === '*' || nouns.has(text.slice(0, text.indexOf('.'))))
}

export function matchesEvent(type: string, patterns: readonly string[]): boolean {
  // What one person has read or wants to be told is nobody else's business.
  if (audienceOf(type) === 'one_person') return false
  return patterns.some((wanted) => {
    if (wanted === '*') return !isAccessEvent(type)
    return wanted === type || (wanted.endsWith('.*') && type.startsWith(wanted.slice(0, -1)))
  })
}
