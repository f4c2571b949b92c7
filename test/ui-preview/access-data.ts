// Who may come into the preview: members, invitations, sessions.
import type { z } from 'zod'
import type { Invitation, memberSchema } from '#src/access/member-schemas.ts'
import type { openSessionsSchema } from '#src/access/schemas.ts'
import { ago } from './workspace-data.ts'

export type Member = z.infer<typeof memberSchema>
type OpenSession = z.infer<typeof openSessionsSchema>['items'][number]

const robin = { type: 'person', id: 'usr_1', name: 'Robin Vale' } as const

const member = (id: string, name: string, role: Member['role'], more: Partial<Member> = {}): Member => ({
  id,
  name,
  email: `${name.split(' ')[0]?.toLowerCase()}@acme.dev`,
  role,
  github: null,
  has_password: true,
  is_you: false,
  joined_at: ago(80_000),
  last_seen_at: ago(300),
  ...more,
})

export const makeMembers = (): Member[] => [
  member('usr_1', 'Robin Vale', 'owner', { is_you: true, github: 'robin-vale', last_seen_at: ago(0) }),
  member('usr_2', 'Kim Arden', 'admin'),
  member('usr_3', 'Sascha Holt', 'member', { has_password: false, github: 'sholt' }),
  member('usr_4', 'Noa Brandt', 'viewer', { last_seen_at: null }),
]

const invitation = (id: string, email: string, state: Invitation['state']): Invitation => ({
  id,
  email,
  role: 'member',
  state,
  created_by: robin,
  created_at: ago(2000),
  expires_at: ago(-8000),
})

export const makeInvitations = (): Invitation[] => [
  invitation('inv_1', 'jules@acme.dev', 'open'),
  invitation('inv_2', 'sascha@acme.dev', 'accepted'),
]

const session = (id: string, user: OpenSession['user'], userAgent: string, more: Partial<OpenSession> = {}): OpenSession => ({
  id,
  user,
  role: 'owner',
  shared_password: false,
  is_current: false,
  user_agent: userAgent,
  created_at: ago(9000),
  last_seen_at: ago(1400),
  expires_at: ago(-20_000),
  ...more,
})

export const makeSessions = (): OpenSession[] => [
  session('ses_1', { id: 'usr_1', name: 'Robin Vale' }, 'Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0', {
    is_current: true,
    created_at: ago(600),
    last_seen_at: ago(0),
  }),
  session('ses_2', { id: 'usr_1', name: 'Robin Vale' }, 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Safari/605.1'),
  session('ses_3', { id: 'usr_2', name: 'Kim Arden' }, 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0', { role: 'admin' }),
]

/** Older than everything else in the log. */
export const auditEntries = Array.from({ length: 70 }, (_, index) => {
  const kinds = [
    { type: 'session.created', payload: { method: 'account', address: '127.0.0.1' } },
    { type: 'member.updated', payload: { changes: { role: ['member', 'admin'] }, name: 'Kim Arden' } },
    { type: 'login.failed', payload: { method: 'account', reason: 'invalid_credentials', address: '203.0.113.7' } },
    { type: 'key.created', payload: { name: 'CI deployments', scopes: ['deploy'] } },
    { type: 'workspace.updated', payload: { changes: { 'policy.day_budget_usd': [10, 25] } } },
  ] as const
  const kind = kinds[index % kinds.length] ?? kinds[0]
  return {
    seq: 1000 - index,
    at: ago(60 + index * 55),
    ...kind,
    actor: index % 3 === 0 ? { type: 'person', id: 'usr_2', name: 'Kim Arden' } : robin,
    subject: { type: 'workspace', id: 'wsp_default' },
    issue_id: null,
    run_id: null,
    request_id: null,
  }
})
