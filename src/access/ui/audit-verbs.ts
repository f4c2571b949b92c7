// What each kind of access and settings event says somebody did. What happens to issues has its words in the timeline.
import { article, nameIn, type Payload, textIn } from './audit-values.ts'
import { roleLabel } from './role-words.ts'

type Verb = (payload: Payload) => string

const named =
  (words: string): Verb =>
  (payload) =>
    [words, nameIn(payload)].filter(Boolean).join(' ')
const says =
  (words: string): Verb =>
  () =>
    words

const sessionEnds: Record<string, string> = {
  logged_out: 'logged out',
  revoked: 'ended a session',
  password_changed: 'ended a session: its password was changed',
  shared_password_off: 'ended a session: the shared password was switched off',
  member_removed: 'ended a session: its person left the workspace',
}

const people: Record<string, Verb> = {
  'login.failed': says('could not log in'),
  'login.throttled': says('was kept from trying to log in any more for a while'),
  'login.link_created': says('made a link that logs in once'),
  'session.created': says('logged in'),
  'session.confirmed': says('entered the password again'),
  'session.renamed': says('chose another name'),
  'session.revoked': (payload) => sessionEnds[textIn(payload, 'reason')] ?? 'ended a session',
  'account.password_changed': says('changed the password of an account'),
  'account.reset_link': named('made a link for choosing a new password for'),
  'account.github_linked': (payload) => `added the GitHub account ${textIn(payload, 'login')}`.trim(),
  'account.shared_password': sharedPassword,
  'member.added': (payload) => `added ${nameIn(payload) || 'a member'} as ${roleIn(payload)}`,
  'member.updated': named('changed the role of'),
  'member.removed': (payload) =>
    textIn(payload, 'reason') === 'left' ? 'left the workspace' : `removed ${nameIn(payload) || 'a member'}`,
  'invitation.created': (payload) => `invited ${textIn(payload, 'email') || 'somebody'} as ${roleIn(payload)}`,
  'invitation.accepted': (payload) => `accepted the invitation of ${textIn(payload, 'email') || 'somebody'}`,
  'invitation.revoked': (payload) => `took back the invitation of ${textIn(payload, 'email') || 'somebody'}`,
  'key.created': named('made the API key'),
  'key.used': named('used the API key'),
  'key.revoked': named('revoked the API key'),
}

const settings: Record<string, Verb> = {
  'workspace.created': named('made the workspace'),
  'workspace.updated': says('changed the workspace'),
  'workspace.deleted': named('deleted the workspace'),
  'agent.created': named('added the agent'),
  'agent.updated': says('changed an agent'),
  'agent.deleted': named('deleted the agent'),
  'repository.connected': named('connected the repository'),
  'repository.updated': says('changed a repository'),
  'repository.disconnected': named('disconnected the repository'),
  'connection.added': named('added the connection'),
  'connection.changed': named('changed the connection'),
  'connection.secret_rotated': named('gave another secret to the connection'),
  'connection.old_secret_retired': named('ended the old secret of the connection'),
  'connection.installation_changed': named('heard of a change to the app behind the connection'),
  'connection.deleted': named('deleted the connection'),
  'webhook.created': named('added the webhook'),
  'webhook.updated': named('changed the webhook'),
  'webhook.disabled': named('switched off the webhook'),
  'webhook.deleted': named('deleted the webhook'),
  'webhook.secret_rotated': named('gave another secret to the webhook'),
  'webhook.tested': named('sent a test message to the webhook'),
  'webhook.replayed': named('sent a message again to the webhook'),
  'status.created': named('added the column'),
  'status.updated': named('changed the column'),
  'status.deleted': named('deleted the column'),
  'label.created': named('added the label'),
  'label.updated': named('changed the label'),
  'label.deleted': named('deleted the label'),
  'view.created': named('saved the view'),
  'view.updated': named('changed the view'),
  'view.deleted': named('deleted the view'),
}

const work: Record<string, Verb> = {
  'run.queued': says('put a run into the queue'),
  'run.updated': says('changed the state of a run'),
  'run.finished': says('finished a run'),
  'deployment.recorded': says('recorded a deployment'),
  'delivery.replayed': says('replayed a delivery'),
  'delivery.retried': says('tried a delivery again'),
  'delivery.replay_requested': says('asked for deliveries to be replayed'),
  'delivery.replay_canceled': says('stopped a replay of deliveries'),
}

export const auditVerbs: Record<string, Verb> = { ...people, ...settings, ...work }

function sharedPassword(payload: Payload): string {
  const { changes, password } = payload
  if (password === 'reset') return 'made a new shared password'
  if (password === 'environment') return 'set the shared password by DISPATCH_PASSWORD'
  const pair: unknown = typeof changes === 'object' && changes !== null ? Reflect.get(changes, 'enabled') : undefined
  return `switched ${Array.isArray(pair) && pair[1] === true ? 'on' : 'off'} the shared password`
}

function roleIn(payload: Payload): string {
  const role = textIn(payload, 'role')
  return role === 'viewer' || role === 'member' || role === 'admin' || role === 'owner'
    ? article(roleLabel(role).toLowerCase())
    : 'a member'
}
